using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Gates;

[TestClass]
public sealed class GateJudgeTests
{
    private static readonly Measurement Accuracy = new("accuracy", Estimate.Share(776, 872), Estimate.Share(751, 872));

    private static readonly Measurement Size = new("size", Estimate.Exact(63.1e6), Estimate.Exact(34.2e6));

    private static readonly Measurement Latency = new("latency", Estimate.Exact(4), Estimate.Exact(2.6), SurestRatio: 0.7);

    [TestMethod]
    [DataRow("min: 0.86", true)]
    [DataRow("min: 0.88", false)]
    [DataRow("min: 86%", true)]
    [DataRow("max: 0.86", false)]
    [DataRow("max-drop: 0.03", true)]
    [DataRow("max-drop: 0.028", false)]
    [DataRow("max-drop: 4%", true)]
    [DataRow("max-drop: 3%", false)]
    [DataRow("min: 0.83, confidence: 95%", true)]
    [DataRow("min: 0.84, confidence: 95%", false)]
    [DataRow("min: 0.84, confidence: 80%", true)]
    public void AScoreIsHeldAgainstItsLimit(string limits, bool holds) => Assert.AreEqual(holds, Judge("accuracy", limits, Accuracy).Holds);

    [TestMethod]
    [DataRow("max: 40 MB", true)]
    [DataRow("max: 32 MiB", false)]
    [DataRow("max-ratio: 0.55", true)]
    [DataRow("max-ratio: 54%", false)]
    [DataRow("max-rise: 1 MB", true)]
    public void ASizeIsHeldAgainstItsLimit(string limits, bool holds) => Assert.AreEqual(holds, Judge("size", limits, Size).Holds);

    [TestMethod]
    [DataRow("max: 3 ms", true)]
    [DataRow("max: 2500 us", false)]
    [DataRow("max-ratio: 0.7", true)]
    [DataRow("max-ratio: 0.66", false)]
    public void ALatencyRatioIsWhatTheRankTestSupports(string limits, bool holds) =>
        Assert.AreEqual(holds, Judge("latency", limits, Latency).Holds);

    /// <summary>2.6 ms, give or take 0.1: the interval ends at 2.8.</summary>
    [TestMethod]
    [DataRow("max: 2.7 ms", false)]
    [DataRow("max: 2.9 ms", true)]
    public void MillisecondsAreJudgedOnTheBadEndOfTheMediansInterval(string limits, bool holds) => Assert.AreEqual(
        holds, Judge("latency", limits, Latency with { Pruned = new Estimate(2.6, EstimateKind.Mean, 0.1, 0) }).Holds);

    [TestMethod]
    public void AMedianThatIsNotSureEnoughIsToldWithItsInterval() => StringAssert.StartsWith(
        Judge("latency", "max: 2.7 ms", Latency with { Pruned = new Estimate(2.6, EstimateKind.Mean, 0.1, 0) }).Verdicts.Single().Message,
        "the high end 2.796 ms of the interval is above max 2.7 ms (value 2.6 ms, original 4 ms, 95 % interval 2.404");

    [TestMethod]
    public void ALatencyRatioWithoutARankTestIsNotJudged()
    {
        var report = Judge("latency", "max-ratio: 0.9", Latency with { SurestRatio = null });
        Assert.IsFalse(report.Holds);
        Assert.AreEqual("PB4002", report.Unjudged.Single().Code);
    }

    [TestMethod]
    public void PerplexityMayRiseByAShare()
    {
        var measured = new Measurement(
            "perplexity", new(10, EstimateKind.Exponential, 0.01, 100), new(10.4, EstimateKind.Exponential, 0.01, 100));
        Assert.IsTrue(Judge("perplexity", "max-rise: 5%", measured).Holds);
        Assert.IsFalse(Judge("perplexity", "max-rise: 5%, confidence: 95%", measured).Holds);
        Assert.IsFalse(Judge("perplexity", "max-rise: 3%", measured).Holds);
        Assert.IsTrue(Judge("perplexity", "max-ratio: 1.05", measured).Holds);
        Assert.IsFalse(Judge("perplexity", "max-ratio: 1.05, confidence: 95%", measured).Holds);
        Assert.IsFalse(Judge("perplexity", "max-ratio: 103%", measured).Holds);
    }

    [TestMethod]
    public void AgreementDropsFromOne()
    {
        var measured = new Measurement("agreement", null, Estimate.Share(970, 1000));
        Assert.IsTrue(Judge("agreement", "max-drop: 0.03", measured).Holds);
        Assert.IsFalse(Judge("agreement", "max-drop: 2%", measured).Holds);
    }

    [TestMethod]
    public void ABoundThatIsADifferenceHoldsInSpiteOfRounding()
    {
        var measured = new Measurement("accuracy", Estimate.Share(9, 10), Estimate.Share(7, 10));
        Assert.IsTrue(Judge("accuracy", "max-drop: 0.2", measured).Holds);
    }

    [TestMethod]
    public void NotANumberNeverHolds()
    {
        var measured = new Measurement("kl", null, new(double.NaN, EstimateKind.Mean, 0.1, 10));
        var report = Judge("kl", "max: 100", measured);
        Assert.IsFalse(report.Holds);
        StringAssert.Contains(report.Diagnostics(OnFail.Error).Single().Message, "the value is not a number");
    }

    [TestMethod]
    public void EveryLimitHasItsOwnVerdict()
    {
        var report = Judge("accuracy", "min: 0.88, max-drop: 0.1", Accuracy);
        CollectionAssert.AreEqual(new[] { false, true }, report.Verdicts.Select(verdict => verdict.Holds).ToArray());
        Assert.HasCount(1, report.Diagnostics(OnFail.Error));
    }

    [TestMethod]
    public void AMetricThatWasNotMeasuredSaysWhatItNeeds()
    {
        var report = GateJudge.Judge(Gates("accuracy", "min: 0.88"), [Size]);
        var finding = report.Unjudged.Single();
        Assert.AreEqual("PB4002", finding.Code);
        Assert.AreEqual(new SourceSpan("prune.yaml", 7, 7), finding.Location);
        StringAssert.Contains(finding.Message, "labels");
    }

    [TestMethod]
    public void AChangeOfTheOriginalCannotBeJudgedWithoutTheOriginal()
    {
        var report = Judge("accuracy", "min: 0.8, max-drop: 0.1", Accuracy with { Original = null });
        Assert.IsTrue(report.Verdicts.Single().Holds);
        Assert.AreEqual("PB4002", report.Unjudged.Single().Code);
    }

    [TestMethod]
    public void AFailureIsAtTheLimitAndSaysTheNumbers()
    {
        var failure = Judge("accuracy", "min: 0.88", Accuracy).Diagnostics(OnFail.Error).Single();
        Assert.AreEqual(
            "prune.yaml(7,24): error PB4001: Gate 'accuracy' failed: 0.8612 is below min 0.88 (original 0.8899, 872 records, "
            + "95 % interval 0.8367..0.8826). Remove less, try another method (such as kprune or osscar, or best, which tries several), "
            + "or move the gate.",
            failure.ToString());
    }

    [TestMethod]
    public void MasksAreRefitByMethodsOfMasks() => StringAssert.EndsWith(
        Judge("accuracy", "min: 0.88", Accuracy).Diagnostics(OnFail.Error, masks: true).Single().Message,
        "Remove less, try another method (method: alps, or reconstruct: least-squares), or move the gate.");

    [TestMethod]
    public void TimesOfABusyMachineAreJudgedAndNoted() => StringAssert.EndsWith(
        Judge("latency", "max-ratio: 0.9", Latency with { IsDisturbed = true }).Verdicts.Single().Message,
        "(value 2.6 ms, original 4 ms, on a busy machine)");

    [TestMethod]
    public void ALimitThatTheOriginalFailsIsNoMatterOfRemovingLess() => StringAssert.EndsWith(
        Judge("accuracy", "min: 0.95", Accuracy).Diagnostics(OnFail.Error).Single().Message,
        "). The original does not hold it either: move the gate, or ship a better model.");

    [TestMethod]
    [DataRow("size", "max: 30 MB", "34.2 MB is above max 30 MB (original 63.1 MB)")]
    [DataRow("size", "max-ratio: 50%", "34.2 MB is above 31.55 MB, max-ratio 50% (original 63.1 MB)")]
    [DataRow("latency", "max-ratio: 0.5",
        "at most 2.8 ms by a rank test, which is above 2 ms, max-ratio 0.5 (value 2.6 ms, original 4 ms)")]
    [DataRow("accuracy", "max-drop: 1%", "0.8612 is below 0.881, max-drop 1% (original 0.8899, 872 records, 95 % interval 0.8367..0.8826)")]
    [DataRow("accuracy", "min: 0.86, confidence: 95%",
        "the low end 0.8367 of the interval is below min 0.86 (value 0.8612, original 0.8899, 872 records, 95 % interval 0.8367..0.8826)")]
    [DataRow("accuracy", "min: 0.86", "0.8612 is not below min 0.86 (original 0.8899, 872 records, 95 % interval 0.8367..0.8826)")]
    public void VerdictsSayTheNumbers(string metric, string limits, string message) =>
        Assert.AreEqual(message, GateJudge.Judge(Gates(metric, limits), [Accuracy, Size, Latency]).Verdicts.Single().Message);

    [TestMethod]
    public void AFailureThatTheManifestTakesIsAWarning()
    {
        var report = Judge("accuracy", "min: 0.88", Accuracy);
        Assert.AreEqual(Severity.Warning, report.Diagnostics(OnFail.KeepOriginal).Single().Severity);
        Assert.AreEqual(Severity.Warning, report.Diagnostics(OnFail.Warn).Single().Severity);
    }

    [TestMethod]
    public void WithoutGatesNothingFails() => Assert.IsTrue(GateJudge.Judge([], [Accuracy]).Holds);

    private static GateReport Judge(string metric, string limits, Measurement measured) =>
        GateJudge.Judge(Gates(metric, limits), [measured]);

    private static ValueList<Gate> Gates(string metric, string limits)
    {
        var text = $$"""
            version: 1
            models:
              m:
                source: m.onnx
                prune: { method: magnitude, remove: { units: 10% } }
                gates:
                  {{metric}}: { {{limits}} }
            """;
        var manifest = ManifestReader.Parse(text, "prune.yaml");
        Assert.AreEqual("", string.Join('\n', manifest.Diagnostics));
        return manifest.Value!.Models[0].Gates;
    }
}
