using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pipeline.Sweeping;
using PruneBuild.Engine.Reporting.Sweeps;
using PruneBuild.Engine.Tests.Pipeline.Records;

namespace PruneBuild.Engine.Tests.Pipeline.Sweeping;

[TestClass]
public sealed class SweepResultTests
{
    [TestMethod]
    public void WhatRoundingRemovesMoreDoesNotSaveAWorseTrial()
    {
        SweepTrial[] trials =
            [Masked("magnitude", 80400, 770), Masked("wanda", 79600, 800), Masked("wanda", 50000, 700), Masked("ria", 90000, 600)];
        var sweep = new SweepResult("a", "b", true, ["accuracy"], [], trials.ToValueList());

        Assert.AreEqual("weights", sweep.Removes);
        Assert.AreEqual(0.804, sweep.Removed(trials[0])!.Value, 1e-12);
        CollectionAssert.AreEqual(new[] { false, true, false, true }, trials.Select(sweep.IsOnFront).ToArray());
    }

    [TestMethod]
    public void WithoutMasksItIsFlopsThatAreRemoved()
    {
        var record = SampleRecord.Of("key") with { Measured = [new Measurement("flops", Estimate.Exact(200), Estimate.Exact(150))] };
        var sweep = new SweepResult("a", "b", false, ["accuracy"], [], [new SweepTrial("osscar", "25 % of FLOPs", record, null)]);

        Assert.AreEqual("FLOPs", sweep.Removes);
        Assert.AreEqual(0.25, sweep.Removed(sweep.Trials[0]));
        Assert.IsFalse(sweep.IsOnFront(sweep.Trials[0]), "the metric was not measured");
    }

    [TestMethod]
    public void WhereStructuresAreSweptMasksOfAStepThatFollowsAreNotWhatIsRemoved()
    {
        var trial = Masked("osscar", 50000, 800);
        var flops = new Measurement("flops", Estimate.Exact(200), Estimate.Exact(140));
        trial = trial with { Record = trial.Record! with { Measured = [flops] } };

        Assert.AreEqual(0.3, new SweepResult("a", "b", false, ["accuracy"], [], [trial]).Removed(trial)!.Value, 1e-12);
        Assert.AreEqual(0.5, new SweepResult("a", "b", true, ["accuracy"], [], [trial]).Removed(trial)!.Value, 1e-12);
    }

    [TestMethod]
    public void ATrialNamesTheGatesThatItFails()
    {
        var entry = Entry("gates: { accuracy: { min: 0.75 }, size: { max: 1 MB }, kl: { max: 1 } }");
        var trial = Masked("wanda", 50000, 700);
        var measured = new Measurement("size", null, Estimate.Exact(1000));
        trial = trial with { Record = trial.Record! with { Measured = [.. trial.Record.Measured, measured] } };

        var sweep = new SweepResult("a", "b", true, ["accuracy"], entry.Gates, [trial]);

        CollectionAssert.AreEqual(new[] { "accuracy" }, trial.Failing(entry.Gates).ToArray());
        CollectionAssert.AreEqual(new[] { "kl" }, trial.Unjudged(entry.Gates).ToArray(), "kl was not measured");
        Assert.IsFalse(sweep.Holds(trial));
        StringAssert.EndsWith(Text(sweep), "fails accuracy\n");
    }

    [TestMethod]
    public void AGateThatCannotBeJudgedDoesNotFail()
    {
        var entry = Entry("gates: { accuracy: { min: 0.65 }, kl: { max: 1 } }");
        var trial = Masked("wanda", 50000, 700);
        var sweep = new SweepResult("a", "b", true, ["accuracy"], entry.Gates, [trial]);

        Assert.IsNull(sweep.Holds(trial));
        StringAssert.EndsWith(Text(sweep), "cannot judge kl\n");
        Assert.IsTrue((sweep with { Gates = [entry.Gates[0]] }).Holds(trial));
    }

    [TestMethod]
    public void WithoutGatesNoneHolds()
    {
        var sweep = new SweepResult("a", "b", true, ["accuracy"], [], [Masked("wanda", 50000, 700)]);

        Assert.IsNull(sweep.Holds(sweep.Trials[0]));
        StringAssert.EndsWith(Text(sweep), "no gates\n");
        StringAssert.EndsWith(SweepText.Csv(sweep), ",,true,\n");
        Assert.IsNull(SweepJson.Of(sweep)["trials"]![0]!["holds"]);
        Assert.IsFalse(sweep.Holds(sweep.Trials[0] with { Record = null }), "a trial that fails");
    }

    [TestMethod]
    public void TheCurveShowsTheFirstMetricThatWasMeasured()
    {
        var sweep = new SweepResult("a", "b", true, ["perplexity", "accuracy", "agreement"], [], [Masked("wanda", 50000, 700)]);

        Assert.AreEqual("accuracy", sweep.Metric);
        Assert.AreEqual("perplexity", (sweep with { Trials = [] }).Metric);
    }

    [TestMethod]
    public void TrialsThatFailWarnUnlessAllOfThemDo()
    {
        var failed = new SweepTrial("osscar", "50 % of FLOPs", null, new Diagnostic("PB2054", Severity.Error, "No such structure."));
        var sweep = new SweepResult("a", "b", true, ["accuracy"], [], [failed, failed]);

        Assert.AreEqual(failed.Problem, sweep.Failures.Single());
        var partly = sweep.With(Masked("wanda", 50000, 700));
        Assert.AreEqual(failed.Problem! with { Severity = Severity.Warning }, partly.Failures.Single());
        var trials = SweepJson.Of(partly)["trials"]!;
        Assert.AreEqual("PB2054", (string)trials[0]!["code"]!);
        Assert.IsNull(trials[2]!["code"]);
    }

    [TestMethod]
    public void TrialsThatAreNotDoneArePending()
    {
        var budgets = SweepRemoval.Parse("flops=25%,50%", 0.1).Value!;
        var grid = new SweepGrid(["osscar", "magnitude"], budgets);
        var done = new SweepTrial("osscar", budgets[1].Text, SampleRecord.Of("key"), null);
        var sweep = new SweepResult("a", "b", false, ["accuracy"], [], [done]) { Planned = grid.Points };

        CollectionAssert.AreEqual(
            new[] { "osscar 25 % of FLOPs", "magnitude 25 % of FLOPs", "magnitude 50 % of FLOPs" },
            sweep.Pending.Select(point => $"{point.Method} {point.Removal.Text}").ToArray());
        var json = SweepJson.Of(sweep);
        Assert.IsFalse((bool)json["complete"]!);
        Assert.AreEqual("magnitude", (string)json["pending"]![1]!["method"]!);
        Assert.AreEqual("25 % of FLOPs", (string)json["pending"]![1]!["asked"]!);
        StringAssert.EndsWith(SweepText.Csv(sweep), "\nmagnitude,50 % of FLOPs,,,,,,not run\n");
        var whole = SweepJson.Of(sweep with { Planned = [grid.Points[1]] });
        Assert.IsTrue((bool)whole["complete"]!);
        Assert.IsEmpty(whole["pending"]!.AsArray());
    }

    private static string Text(SweepResult sweep)
    {
        var text = new StringWriter { NewLine = "\n" };
        SweepText.Write(text, sweep);
        return text.ToString();
    }

    private static ModelEntry Entry(string more) => ManifestReader.Parse(
        "version: 1\nmodels:\n  m:\n    source: m.onnx\n    prune: { method: wanda, remove: { sparsity: 50% } }\n    " + more + "\n",
        "prune.yaml").Value!.Models[0];

    private static SweepTrial Masked(string method, long zeros, int right) => new(method, "", SampleRecord.Of("key") with
    {
        Masks = [new MaskNote("fc1", 60000, zeros / 2, null), new MaskNote("fc2", 40000, zeros - (zeros / 2), null)],
        Measured = [new Measurement("accuracy", null, Estimate.Share(right, 1000))],
    }, null);
}
