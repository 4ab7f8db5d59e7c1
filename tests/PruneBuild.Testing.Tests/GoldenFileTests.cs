namespace PruneBuild.Testing.Tests;

[TestClass]
public sealed class GoldenFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void TheExpectedTextPassesWhateverItsLineEnds()
    {
        File.WriteAllText(Expected, "one\r\ntwo\r\n");
        File.WriteAllText(Actual, "from an earlier run");
        GoldenFile.Matches("one\ntwo", Expected, Environment());
        Assert.IsFalse(File.Exists(Actual));
    }

    [TestMethod]
    public void AnotherTextIsWrittenBesideAndItsFirstDifferenceShown()
    {
        File.WriteAllText(Expected, "one\ntwo\n");
        var failure = Assert.ThrowsExactly<AssertFailedException>(() => GoldenFile.Matches("one\n2\n", Expected, Environment()));
        Assert.Contains("line 2\n  - two\n  + 2", failure.Message);
        Assert.AreEqual("one\n2\n", File.ReadAllText(Actual));
        Assert.AreEqual("one\ntwo\n", File.ReadAllText(Expected));
    }

    [TestMethod]
    public void APageOfTheDocsThatMatchesStays()
    {
        File.WriteAllText(folder.File("page.md"), "one\n");
        GoldenFile.Matches("one", folder.File("page.md"), Environment());
        Assert.AreEqual("one\n", File.ReadAllText(folder.File("page.md")));
    }

    [TestMethod]
    public void AMissingExpectedFileFails() =>
        Assert.ThrowsExactly<AssertFailedException>(() => GoldenFile.Matches("one", Expected, Environment()));

    [TestMethod]
    public void AcceptingWritesTheExpectedFile()
    {
        GoldenFile.Matches("one", Expected, Environment(("PRUNEBUILD_ACCEPT", "1")));
        Assert.AreEqual("one\n", File.ReadAllText(Expected));
        Assert.IsFalse(File.Exists(Actual));
    }

    [TestMethod]
    public void AcceptingIsRefusedOnCi()
    {
        var environment = Environment(("PRUNEBUILD_ACCEPT", "1"), ("CI", "true"));
        Assert.ThrowsExactly<AssertFailedException>(() => GoldenFile.Matches("one", Expected, environment));
        Assert.IsFalse(File.Exists(Expected));
    }

    private string Expected => folder.File("Test.case.expected.txt");

    private string Actual => folder.File("Test.case.actual.txt");

    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(variable => variable.Name == name).Value;
}
