using PruneBuild.MSBuild.Tool;

namespace PruneBuild.MSBuild.Tests.Tool;

[TestClass]
public sealed class TimeLimitTests
{
    [TestMethod]
    [DataRow(0, Timeout.Infinite)]
    [DataRow(-1, Timeout.Infinite)]
    [DataRow(60, 60_000)]
    [DataRow(2_147_483, 2_147_483_000)]
    [DataRow(3_000_000, Timeout.Infinite)]
    public void ALimitThatNoTimerCountsIsNone(int seconds, int milliseconds) =>
        Assert.AreEqual(milliseconds, TimeLimit.Milliseconds(seconds));
}
