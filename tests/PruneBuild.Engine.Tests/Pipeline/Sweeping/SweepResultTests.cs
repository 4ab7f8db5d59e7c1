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
        var sweep = new SweepResult("a", "b", true, "accuracy", [], trials.ToValueList());

        Assert.AreEqual("weights", sweep.Removes);
        Assert.AreEqual(0.804, sweep.Removed(trials[0])!.Value, 1e-12);
        CollectionAssert.AreEqual(new[] { false, true, false, true }, trials.Select(sweep.IsOnFront).ToArray());
    }

    [TestMethod]
    public void WithoutMasksItIsFlopsThatAreRemoved()
    {
        var record = SampleRecord.Of("key") with { Measured = [new Measurement("flops", Estimate.Exact(200), Estimate.Exact(150))] };
        var sweep = new SweepResult("a", "b", false, "accuracy", [], [new SweepTrial("osscar", "25 % of FLOPs", record, true, null)]);

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

        Assert.AreEqual(0.3, new SweepResult("a", "b", false, "accuracy", [], [trial]).Removed(trial)!.Value, 1e-12);
        Assert.AreEqual(0.5, new SweepResult("a", "b", true, "accuracy", [], [trial]).Removed(trial)!.Value, 1e-12);
    }

    [TestMethod]
    public void ATrialNamesTheGatesThatItFails()
    {
        var entry = ManifestReader.Parse(
            "version: 1\nmodels:\n  m:\n    source: m.onnx\n    prune: { method: wanda, remove: { sparsity: 50% } }\n"
            + "    gates: { accuracy: { min: 0.75 }, size: { max: 1 MB }, kl: { max: 1 } }\n", "prune.yaml").Value!.Models[0];
        var trial = Masked("wanda", 50000, 700);
        var measured = new Measurement("size", null, Estimate.Exact(1000));
        trial = trial with { Record = trial.Record! with { Measured = [.. trial.Record.Measured, measured] } };

        CollectionAssert.AreEqual(new[] { "accuracy", "kl" }, trial.Failing(entry.Gates).ToArray(), "kl was not measured");
        var text = new StringWriter();
        SweepText.Write(text, new SweepResult("a", "b", true, "accuracy", entry.Gates, [trial with { Holds = false }]));
        StringAssert.Contains(text.ToString(), "fails accuracy, kl");
    }

    private static SweepTrial Masked(string method, long zeros, int right) => new(method, "", SampleRecord.Of("key") with
    {
        Masks = [new MaskNote("fc1", 60000, zeros / 2, null), new MaskNote("fc2", 40000, zeros - (zeros / 2), null)],
        Measured = [new Measurement("accuracy", null, Estimate.Share(right, 1000))],
    }, true, null);
}
