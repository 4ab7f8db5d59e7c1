using PruneBuild.Cli.Output;

namespace PruneBuild.Cli.Tests.Output;

[TestClass]
public sealed class TimeLeftTests
{
    [TestMethod]
    [DataRow(0.0, 0.25, 30.0, DisplayName = "from the beginning")]
    [DataRow(0.6, 0.7, 30.0, DisplayName = "on from an earlier run: a tenth took as long as a tenth does")]
    [DataRow(0.0, 1.0, 0.0, DisplayName = "done")]
    public void WhatWasDoneSinceTheFirstReportSaysHowFastItIs(double first, double now, double seconds) =>
        Assert.AreEqual(seconds, TimeLeft.Of(TimeSpan.FromSeconds(10), first, now)!.Value.TotalSeconds, 1e-3);

    [TestMethod]
    public void TooLittleSaysNothing() => Assert.IsNull(TimeLeft.Of(TimeSpan.FromSeconds(10), 0.6, 0.61));
}
