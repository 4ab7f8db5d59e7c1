using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pipeline.Searching;
using PruneBuild.Engine.Tests.Pruning;

namespace PruneBuild.Engine.Tests.Pipeline.Searching;

[TestClass]
public sealed class TrialVerdictTests
{
    [TestMethod]
    [DataRow("accuracy: { min: 0.8 }", TrialVerdict.Holds)]
    [DataRow("accuracy: { min: 0.88 }", TrialVerdict.TooMuch)]
    // The original's 0.89 may be 0.9 by chance, and 0.95 hardly.
    [DataRow("accuracy: { min: 0.9 }", TrialVerdict.TooMuch)]
    [DataRow("accuracy: { min: 0.95 }", TrialVerdict.Hopeless)]
    [DataRow("accuracy: { max-drop: 0.001 }", TrialVerdict.TooMuch)]
    [DataRow("size: { max: 20 MB }", TrialVerdict.TooLittle)]
    [DataRow("size: { max: 20 MB }, accuracy: { min: 0.88 }", TrialVerdict.Neither)]
    [DataRow("size: { max: 20 MB }, perplexity: { max: 9 }", TrialVerdict.Hopeless)]
    public void WhatGatesSayTellsWhereTheSearchGoesOn(string gates, TrialVerdict verdict)
    {
        Measurement[] measured =
        [
            new("accuracy", Estimate.Share(776, 872), Estimate.Share(751, 872)),
            new("size", Estimate.Exact(63.1e6), Estimate.Exact(34.2e6)),
        ];

        var entry = SampleEntry.Of("{ method: magnitude, remove: { flops: 30% } }", $"gates: {{ {gates} }}");

        Assert.AreEqual(verdict, TrialVerdicts.Of(GateJudge.Judge(entry.Gates, measured)));
    }

    [TestMethod]
    public void WhatASmallerRemovalMayNotFailAtIsTooMuchAndAllElseHopeless()
    {
        var tooMuch = DiagnosticCatalog.BudgetOutOfReach.At(null, "x", "");
        var broken = DiagnosticCatalog.DataNotFound.At(null, "data.csv");
        Assert.AreEqual(TrialVerdict.TooMuch, TrialVerdicts.Of([tooMuch, DiagnosticCatalog.RefitGivenUp.At(null, "x")]));
        Assert.AreEqual(TrialVerdict.Hopeless, TrialVerdicts.Of([tooMuch, broken]));
        Assert.AreEqual(TrialVerdict.Hopeless, TrialVerdicts.Of([DiagnosticCatalog.RunFailed.At(null, "a", "b", "c")]));
    }
}
