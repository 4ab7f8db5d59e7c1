namespace PruneBuild.Diagnostics.Tests;

[TestClass]
public sealed class SeverityWordsTests
{
    [TestMethod]
    [DataRow(Severity.Error, "error")]
    [DataRow(Severity.Warning, "warning")]
    [DataRow(Severity.Message, "message")]
    public void EverySeverityIsReadFromItsWord(Severity severity, string word)
    {
        Assert.AreEqual(word, severity.Word());
        Assert.AreEqual(severity, SeverityWords.Read(word));
        Assert.AreEqual(severity, SeverityWords.Read(severity.ToString()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("2")]
    [DataRow("note")]
    public void AnotherWordIsNone(string word) => Assert.ThrowsExactly<FormatException>(() => SeverityWords.Read(word));
}
