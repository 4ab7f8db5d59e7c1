using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Tests.Locking;

namespace PruneBuild.Engine.Tests.Pipeline.Checking;

[TestClass]
public sealed class LockEntriesTests
{
    private static readonly LockedModel Slower = With("latency", Estimate.Exact(3.5));

    [TestMethod]
    public void TimesAloneDoNotChangeTheLockFile() =>
        Assert.AreSame(SampleLock.Sentiment, LockEntries.Renewed(SampleLock.Sentiment, Slower, judgesTimes: false));

    [TestMethod]
    public void TimesThatAGateJudgedDo() => Assert.AreSame(Slower, LockEntries.Renewed(SampleLock.Sentiment, Slower, judgesTimes: true));

    [TestMethod]
    public void AnyOtherChangeBringsTheNewTimesWithIt()
    {
        foreach (var now in new[] { With("accuracy", Estimate.Share(771, 872)), Slower with { Settings = new string('e', 64) } })
            Assert.AreSame(now, LockEntries.Renewed(SampleLock.Sentiment, now, judgesTimes: false));
        Assert.AreSame(Slower, LockEntries.Renewed(null, Slower, judgesTimes: false));
    }

    /// <summary>The former entry was read from the file, which has nine digits.</summary>
    [TestMethod]
    public void DigitsThatTheFileDoesNotHaveAreNoChange()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("prune.lock.json"), LockFileWriter.Text(SampleLock.File));
        var former = LockFileReader.Read(folder.File("prune.lock.json")).Value!.Find("sentiment")!;
        Assert.AreNotEqual(SampleLock.Sentiment, former);
        Assert.AreSame(former, LockEntries.Renewed(former, Slower, judgesTimes: false));
    }

    private static LockedModel With(string metric, Estimate pruned) => SampleLock.Sentiment with
    {
        Measured = SampleLock.Sentiment.Measured.Select(one => one.Metric == metric ? one with { Pruned = pruned } : one).ToValueList(),
    };
}
