using PruneBuild.MSBuild.Generation;

namespace PruneBuild.MSBuild.Tests.Generation;

[TestClass]
public sealed class CSharpTextTests
{
    [TestMethod]
    [DataRow("sentiment", "Sentiment")]
    [DataRow("sentiment-small", "SentimentSmall")]
    [DataRow("resNet_20 v2", "ResNet20V2")]
    [DataRow("7 digits", "_7Digits")]
    [DataRow("été", "Été")]
    [DataRow("--", "_")]
    public void NamesBecomeIdentifiers(string name, string identifier) => Assert.AreEqual(identifier, CSharpText.Identifier(name));

    [TestMethod]
    public void LiteralsAreEscaped() => Assert.AreEqual("\"a\\\\b\\\"c\\u000a\\u00e9{0}\"", CSharpText.Literal("a\\b\"c\né{0}"));

    [TestMethod]
    [DataRow(0.905, "0.905d")]
    [DataRow(double.NaN, "double.NaN")]
    [DataRow(double.PositiveInfinity, "double.PositiveInfinity")]
    [DataRow(1e-300, "1E-300d")]
    public void NumbersKeepEveryDigit(double number, string literal) => Assert.AreEqual(literal, CSharpText.Literal(number));
}
