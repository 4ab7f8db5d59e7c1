using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Pruning.Structures.Layers;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Layers;

[TestClass]
public sealed class LayerGroupsTests
{
    [TestMethod]
    public void AnEncoderLayerHasTwoBranchesAndDroppingThemIsExact()
    {
        // Behind the layer another addition makes the output, so that both of the layer's sums are inside.
        var inferred = WithLayers(TwoBlocks());
        var branches = inferred.Structure.Groups.Where(group => group.Kind == StructureKind.Layers).ToArray();

        Assert.HasCount(2, branches);
        foreach (var branch in branches)
            inferred.Prove(Dropped(branch), branch.Id);
        inferred.Prove(Dropped(branches), "both");
    }

    [TestMethod]
    public void CostsOfADroppedBranchAreThoseOfTheModelWithoutIt()
    {
        var inferred = WithLayers(TwoBlocks());
        var branch = inferred.Structure.Groups.First(group => group.Kind == StructureKind.Layers);

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, Dropped(branch));

        var (predicted, actual) = (inferred.Structure.Cost, Inferred.Of(cut).Structure.Cost);
        var kept = Dropped(branch).KeptCounts();
        var none = PrunePlan.Empty.KeptCounts();
        Assert.IsLessThan(predicted.Macs(none), predicted.Macs(kept));
        Assert.AreEqual(actual.Macs(none), predicted.Macs(kept), 1e-9);
        Assert.AreEqual(actual.Parameters(none), predicted.Parameters(kept), 1e-9);
    }

    [TestMethod]
    public void APolynomialOverItsOwnInputIsNoBranch()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 6)
            .Weight("w", 1, 6, 6).Weight("v", 2, 6, 3)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Mul", ["a", "a"], ["b"]).Node("Mul", ["b", "a"], ["c"])
            .Node("Add", ["a", "c"], ["d"]).Node("MatMul", ["d", "v"], ["y"]).Output("y").Build();

        Assert.IsEmpty(ResidualBranch.Of(model, Inferred.Of(model).Probe.Facts));
    }

    private static Inferred WithLayers(OnnxModel model)
    {
        var inferred = Inferred.Of(model);
        return inferred with { Structure = LayerGroups.Add(inferred.Structure, model, inferred.Probe.Facts) };
    }

    private static PrunePlan Dropped(params PruneGroup[] branches) =>
        new([.. branches.Select(branch => new KeptUnits(branch.Id, 1, [], 0))]);

    private static OnnxModel TwoBlocks() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("embedding.weight", 1, 11, 8)
        .Weight("one.up.weight", 2, 8, 12).Weight("one.down.weight", 3, 12, 8).Weight("one.down.bias", 4, 8)
        .Weight("two.up.weight", 5, 8, 10).Weight("two.down.weight", 6, 10, 8)
        .Weight("norm.weight", 7, 8).Weight("norm.bias", 8, 8).Weight("head.weight", 9, 8, 3)
        .Node("Gather", ["embedding.weight", "ids"], ["x"])
        .Node("MatMul", ["x", "one.up.weight"], ["a0"]).Node("Relu", ["a0"], ["a"])
        .Node("MatMul", ["a", "one.down.weight"], ["b0"]).Node("Add", ["b0", "one.down.bias"], ["b"])
        .Node("Add", ["x", "b"], ["r"])
        .Node("LayerNormalization", ["r", "norm.weight", "norm.bias"], ["n"])
        .Node("MatMul", ["n", "two.up.weight"], ["c0"]).Node("Relu", ["c0"], ["c"])
        .Node("MatMul", ["c", "two.down.weight"], ["e"])
        .Node("Add", ["e", "r"], ["s"])
        .Node("MatMul", ["s", "head.weight"], ["y"])
        .Output("y").Build();
}
