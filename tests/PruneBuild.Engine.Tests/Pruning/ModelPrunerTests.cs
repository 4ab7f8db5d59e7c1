using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

/// <summary>What a manifest asks for and cannot get: a diagnostic that names the place and a way out, never a crash.</summary>
[TestClass]
public sealed class ModelPrunerTests
{
    [TestMethod]
    [DataRow("{ method: kcm, remove: { flops: 90% } }")]
    [DataRow("{ method: mutual-information, remove: { flops: 90% } }")]
    [DataRow("{ method: osscar, remove: { flops: 99.9% } }")]
    [DataRow("{ method: kwon, remove: { parameters: { to: 1 } } }")]
    [DataRow("{ method: kprune, remove: { flops: 99.9% } }")]
    public void ABudgetBelowWhatAMethodReachesSaysWhatItReaches(string prune)
    {
        var problem = Refused("encoder", prune);

        Assert.AreEqual("PB3052", problem.Code);
        StringAssert.Matches(problem.Message, new("at its smallest, [0-9.]+ ?% of the model's (macs|parameters) are gone. Ask for less"));
    }

    [TestMethod]
    [DataRow("{ method: osscar, remove: { flops: 30% } }")]
    [DataRow("{ method: kwon, remove: { flops: 30% } }")]
    [DataRow("{ method: kprune, remove: { flops: 30% } }")]
    [DataRow("{ method: policy-gradient, remove: { flops: 30% } }")]
    [DataRow("{ method: depth, remove: { flops: 30% } }")]
    [DataRow("{ method: best, remove: { flops: 30% } }")]
    [DataRow("{ method: magnitude, reconstruct: least-squares, remove: { flops: 30% } }")]
    public void WithoutDataOnlyWeightsCanBeLookedAt(string prune)
    {
        var outcome = Prune(SmallModels.Of("encoder"), prune, []);

        Assert.AreEqual("PB3050", outcome.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("liar")]
    [DataRow("kprune")]
    [DataRow("kwon")]
    [DataRow("kcm")]
    [DataRow("ziplm")]
    public void TwoTokensAreEnoughForASolveThatIsDamped(string method)
    {
        // Two rows for twelve features: normal equations without damping would be singular.
        var model = SmallModels.Of("tokens");
        var batch = new Batch(new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([3L, 7L], 1, 2) }, [0]);

        var outcome = Prune(model, $"{{ method: {method}, remove: {{ flops: 30% }} }}", [batch]);

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        Assert.IsTrue(double.IsFinite(SmallModels.Error(model, outcome.Value.Model, SmallModels.Batches(model, 2, 5))));
        if (method is not ("kwon" or "kcm"))
            StringAssert.Contains(outcome.Diagnostics.Single(note => note.Code == "PB3061").Message, "2 rows of calibration data for ");
    }

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("fluctuation")]
    [DataRow("liar")]
    [DataRow("kcm")]
    [DataRow("kprune")]
    [DataRow("kwon")]
    [DataRow("taylor")]
    [DataRow("llm-pruner")]
    [DataRow("sobp")]
    [DataRow("policy-gradient")]
    public void ActivationsThatAreNotFiniteAreRefused(string method)
    {
        var model = SmallModels.Of("chain");
        var batches = SmallModels.Batches(model, 6, 1).Select((batch, i) => i != 2 ? batch : batch with
        {
            Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([.. Enumerable.Repeat(float.NaN, 12)], 2, 6) },
        }).ToArray();

        var outcome = Prune(model, $"{{ method: {method}, remove: {{ flops: 30% }} }}", batches);

        Assert.IsFalse(outcome.IsOk);
        Assert.AreEqual("PB3007", outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    public void AStreamThatOverflowsIsRefused()
    {
        var model = SmallModels.Decoder();
        var proto = model.Proto.Clone();
        proto.Graph.Initializer[0] = TensorProtos.Create("embedding.weight", Tensor.Of([.. Enumerable.Repeat(3e38f, 11 * 12)], 11, 12));

        var outcome = Prune(model.With(proto), "{ method: slicegpt, remove: { units: 30% } }", SmallModels.Batches(model, 2, 1));

        Assert.AreEqual("PB3007", outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    [DataRow("kwon")]
    [DataRow("taylor")]
    [DataRow("llm-pruner")]
    [DataRow("sobp")]
    [DataRow("hywia")]
    public void AnOperatorWithoutAGradientOnTheWayToTheLossIsNamed(string method)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 6, 6)
            .Weight("first.weight", 1, 8, 3, 3, 3).Weight("second.weight", 2, 4, 8, 1, 1).Integers("flat", 0, -1)
            .Node("Conv", ["x", "first.weight"], ["a0"]).Node("Relu", ["a0"], ["a"])
            .Node("Conv", ["a", "second.weight"], ["b"])
            .Node("LpPool", ["b"], ["c"], ("kernel_shape", new long[] { 2, 2 }))
            .Node("GlobalAveragePool", ["c"], ["d"]).Node("Reshape", ["d", "flat"], ["y"])
            .Output("y").Build();

        var outcome = Prune(model, $"{{ method: {method}, remove: {{ flops: 30% }} }}", SmallModels.Batches(model, 4, 1));

        Assert.IsFalse(outcome.IsOk);
        Assert.AreEqual("PB3010", outcome.Diagnostics[0].Code);
        StringAssert.Contains(outcome.Diagnostics[0].Message, "LpPool");
    }

    private static Diagnostic Refused(string model, string prune)
    {
        var original = SmallModels.Of(model);
        var outcome = Prune(original, prune, SmallModels.Batches(original, 6, 1));
        Assert.IsFalse(outcome.IsOk);
        Assert.IsNotNull(outcome.Diagnostics[0].Location);
        return outcome.Diagnostics[0];
    }

    private static Result<PrunedModel> Prune(OnnxModel model, string prune, IReadOnlyList<Batch> batches)
    {
        var manifest = ManifestReader.Parse($"version: 1\nmodels:\n  one:\n    source: a.onnx\n    prune: {prune}\n", "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        return ModelPruner.Prune(model, manifest.Value.Models[0], batches, Device.Cpu, seed: 0);
    }
}
