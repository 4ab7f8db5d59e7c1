using PruneBuild.Eng.Benches;

namespace PruneBuild.Eng.Tests.Benches;

[TestClass]
public sealed class TimesTests
{
    [TestMethod]
    public void OneSlowRunDoesNotMoveTheMedian()
    {
        var times = new Times();
        foreach (var time in new[] { 1.5, 200, 2.5 })
            times.Add(time);
        Assert.AreEqual(2.5, times.Median);
    }

    [TestMethod]
    public void WorkIsDoneOnceAndItsTimeKept()
    {
        var (times, done) = (new Times(), 0);
        times.Measure(() => done++);
        Assert.AreEqual(1, done);
        StringAssert.Contains(times.ToString(), " ms of 1 (");
    }
}
