using PruneBuild.Eng.Benches;

namespace PruneBuild.Eng.Tests.Benches;

[TestClass]
public sealed class TimesTests
{
    [TestMethod]
    public void OneSlowRunDoesNotMoveTheMedian()
    {
        var times = new Times();
        foreach (var pause in new[] { 0, 200, 0 })
            times.Measure(() => Thread.Sleep(pause));

        Assert.IsLessThan(100, times.Median);
    }
}
