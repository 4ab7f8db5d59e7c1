using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class EvolutionSharesTests
{
    [TestMethod]
    [DataRow("tokens", "magnitude")]
    [DataRow("convolutions", "magnitude")]
    [DataRow("encoder", "sparsegpt")]
    public void TheSumIsExactAndTheSameSeedGivesTheSameMasks(string name, string method)
    {
        var model = SmallModels.Of(name);
        var batches = SmallModels.Batches(model, 12, 1);
        var (one, same) = (Pruned(model, batches, method, "{ kind: evolution, generations: 4, population: 8 }", 3),
            Pruned(model, batches, method, "{ kind: evolution, generations: 4, population: 8 }", 3));
        var masks = one.Steps[0].Masks!;

        Assert.AreEqual(Math.Round(0.6 * masks.Elements, MidpointRounding.AwayFromZero), masks.Zeros);
        Assert.AreEqual(one.Model.Proto, same.Model.Proto);
        Assert.IsGreaterThan(
            1, masks.Weights.Select(weight => Math.Round((double)weight.Zeros / weight.Elements, 2)).Distinct().Count(), "shares differ");
    }

    /// <summary>All batches judge here, and nothing follows the masks.</summary>
    [TestMethod]
    public void TheModelIsNearerToTheOriginalThanWithEqualShares()
    {
        var model = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(model, 12, 1);
        var (equal, evolved) = (Pruned(model, batches, "magnitude", "uniform", 0),
            Pruned(model, batches, "magnitude", "{ kind: evolution, generations: 6, population: 12 }", 0));
        Assert.IsLessThan(0.98 * SmallModels.Error(model, equal.Model, batches), SmallModels.Error(model, evolved.Model, batches));
    }

    [TestMethod]
    public void WeightsInConstantNodesAndInHalvesAreTriedToo()
    {
        var halves = SmallModels.Chain(ElementType.Float16);
        var graph = SmallModels.Of("chain").Graph.Clone();
        var weight = graph.Initializer.Single(tensor => tensor.Name == "second.weight");
        graph.Initializer.Remove(weight);
        graph.Node.Insert(0, new NodeProto
        {
            OpType = "Constant", Output = { weight.Name },
            Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = weight } },
        });
        foreach (var model in (OnnxModel[])[halves, SmallModels.Of("chain").WithGraph(graph)])
        {
            var masks = Pruned(
                model, SmallModels.Batches(model, 4, 1), "magnitude",
                "{ kind: evolution, generations: 2, population: 5 }", 0).Steps[0].Masks!;
            Assert.AreEqual(Math.Round(0.6 * masks.Elements, MidpointRounding.AwayFromZero), masks.Zeros);
        }
    }

    [TestMethod]
    [DataRow("{ method: osscar, remove: { flops: 30% }, allocate: evolution }", "PB1013", "divides zeros")]
    [DataRow("{ method: osscar, remove: { flops: 30% }, allocate: { generations: 3 } }", "PB1020", "'generations' and 'population'")]
    public void WhatHasNoMeaningIsRefused(string prune, string code, string named)
    {
        var model = SmallModels.Of("tokens");
        var refused = Prune(model, SmallModels.Batches(model, 2, 1), prune, 0);
        Assert.AreEqual(code, refused.Diagnostics.Single().Code);
        StringAssert.Contains(refused.Diagnostics.Single().Message, named);
        Assert.IsNotNull(refused.Diagnostics.Single().Location);
    }

    private static PrunedModel Pruned(OnnxModel model, IReadOnlyList<Batch> batches, string method, string allocate, int seed)
    {
        var pruned = Prune(
            model, batches, $"{{ method: {method}, only: [ \"*\" ], remove: {{ sparsity: 60% }}, allocate: {allocate} }}", seed);
        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        return pruned.Value;
    }

    private static Result<PrunedModel> Prune(OnnxModel model, IReadOnlyList<Batch> batches, string prune, int seed) =>
        ModelPruner.Prune(model, SampleEntry.Of(prune), seed, Workbench.Of(batches, Device.Cpu));
}
