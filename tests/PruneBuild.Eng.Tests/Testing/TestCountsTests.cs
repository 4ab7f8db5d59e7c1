using PruneBuild.Eng.Testing;

namespace PruneBuild.Eng.Tests.Testing;

[TestClass]
public sealed class TestCountsTests
{
    [TestMethod]
    public void WhatNeitherPassedNorFailedWasSkipped() =>
        Assert.AreEqual(
            new TestCounts(4, 1, 2), Read("total=\"7\" executed=\"5\" passed=\"4\" failed=\"1\" notExecuted=\"0\" inconclusive=\"0\""));

    [TestMethod]
    public void ATestThatDidNotEndFailed() =>
        Assert.AreEqual(
            new TestCounts(1, 3, 0), Read("total=\"4\" executed=\"4\" passed=\"1\" failed=\"0\" error=\"1\" timeout=\"1\" aborted=\"1\""));

    [TestMethod]
    public void TheClosingLineHasTheFormThatOthersRead() =>
        Assert.AreEqual("3 passed, 0 failed, 1 skipped", new TestCounts(3, 0, 1).ToString());

    [TestMethod]
    public void ARunWithoutAPassedTestIsNotGood()
    {
        Assert.IsTrue(new TestCounts(1, 0, 5).Good);
        Assert.IsFalse(new TestCounts(0, 0, 5).Good);
        Assert.IsFalse(new TestCounts(5, 1, 0).Good);
    }

    private static TestCounts Read(string counters)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["run.trx"],
            $"""<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><ResultSummary><Counters {counters} /></ResultSummary></TestRun>""");
        return TestCounts.Read(folder["run.trx"]);
    }
}
