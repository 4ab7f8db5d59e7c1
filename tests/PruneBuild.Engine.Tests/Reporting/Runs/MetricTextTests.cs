using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Tests.Reporting.Runs;

[TestClass]
public sealed class MetricTextTests
{
    [TestMethod]
    [DataRow("size", 63e6, 34e6, "63 → 34 MB")]
    [DataRow("size", 1_109_860, 791_483, "1.11 → 0.79 MB")]
    [DataRow("flops", 123.4e6, 61.7e6, "123 → 61.7 MFLOPs")]
    [DataRow("parameters", 800, 400, "800 → 400")]
    [DataRow("accuracy", 0.911, 0.905, "0.911 → 0.905")]
    public void BothNumbersAreInTheOriginalsUnit(string metric, double original, double pruned, string text) =>
        Assert.AreEqual(text, MetricText.Change(new Measurement(metric, Estimate.Exact(original), Estimate.Exact(pruned))));

    [TestMethod]
    public void AComparisonHasOneNumber() =>
        Assert.AreEqual("0.9748", MetricText.Change(new Measurement("agreement", null, Estimate.Share(850, 872))));

    [TestMethod]
    [DataRow(1.9, "1.9× faster")]
    [DataRow(1.02, "as fast")]
    [DataRow(0.5, "2.0× slower")]
    public void SpeedIsAFactor(double factor, string text) =>
        Assert.AreEqual(text, MetricText.Speed(new Measurement("latency", Estimate.Exact(factor), Estimate.Exact(1))));

    [TestMethod]
    public void ABusyMachineIsSaid() => Assert.AreEqual(
        "6.9× faster on a busy machine",
        MetricText.Speed(new Measurement("latency", Estimate.Exact(6.9), Estimate.Exact(1), 0.3, IsDisturbed: true)));

    [TestMethod]
    [DataRow(4.0, 2.0, 0.7, "2.0× faster")]
    [DataRow(4.0, 2.0, 1.1, "as fast within noise")]
    [DataRow(2.0, 4.0, 3.0, "2.0× slower")]
    [DataRow(3.0, 3.5, 1.4, "as fast within noise")]
    public void AFactorIsNamedWhereTheRunsProveADifference(double original, double pruned, double surest, string text) => Assert.AreEqual(
        text, MetricText.Speed(new Measurement(
            "latency", new Estimate(original, EstimateKind.Mean, 0.2, 0), new Estimate(pruned, EstimateKind.Mean, 0.2, 0), surest)));
}
