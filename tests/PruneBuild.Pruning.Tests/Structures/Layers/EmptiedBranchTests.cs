using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Layers;

[TestClass]
public sealed class EmptiedBranchTests
{
    [TestMethod]
    public void NeuronsThatAllGoLeaveTheBiasOfTheSecondMatrix()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var cut = Emptied(inferred, Only(inferred, StructureKind.Neurons));

        var last = cut.Graph.Node.Single(node => node.Output[0] == "y");
        CollectionAssert.AreEqual(
            Constant(inferred.Model, "ffn.down.bias"), Constant(cut, last.Input[0]), "y = bias + n");
        Assert.AreEqual("n", last.Input[1]);
        CollectionAssert.AreEqual(
            Array.Empty<string>(),
            cut.Graph.Initializer.Where(tensor => tensor.Name.StartsWith("ffn", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void HeadsThatAllGoTakeTheWholeAttentionAlong()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var cut = Emptied(inferred, Only(inferred, StructureKind.Heads));

        Assert.IsFalse(cut.Graph.Node.Any(node => node.OpType is "Softmax" or "Reshape" or "Transpose"));
        Assert.AreEqual(0, cut.Graph.Initializer.Count(tensor => tensor.Name is "split" or "merge" or "attention.query.weight"));
    }

    [TestMethod]
    public void GroupsOfOneBranchMayAllBeEmpty()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var whole = inferred.Structure.Groups.Where(group => group.Ends.Count > 0).ToArray();

        Assert.HasCount(3, whole, "heads, the width of values, neurons; not the width of queries and keys, which scores read");
        var cut = Emptied(inferred, whole);

        CollectionAssert.AreEqual(new[] { "Add", "LayerNormalization", "Add" }, cut.Graph.Node.Select(node => node.OpType).ToArray());
    }

    [TestMethod]
    public void ChannelsInsideABlockThatAllGoLeaveTheBiasOfTheLastConvolution()
    {
        var inferred = Inferred.Of(TinyModels.ResidualConvolutions());
        var cut = Emptied(inferred, Only(inferred, StructureKind.Channels));

        Assert.HasCount(2, cut.Graph.Node.Where(node => node.OpType == "Conv" || node.OpType == "Add").ToArray());
        var sum = cut.Graph.Node.Single(node => node.OpType == "Add");
        CollectionAssert.AreEqual(
            new long[] { 4, 1, 1 }, cut.Graph.Initializer.Single(tensor => tensor.Name == sum.Input[0]).Dims.ToArray());
    }

    [TestMethod]
    public void TheBiasGoesThroughNormsAndScalesOnItsWayToTheSum()
    {
        var inferred = Inferred.Of(Between(builder => builder
            .Weight("bias", 3, 6).Weight("gamma", 4, 6).Weight("beta", 5, 6).Weight("mean", 6, 6)
            .Initializer("variance", Tensor.Of([1f, 2, 3, 4, 5, 6])).Weight("layer.scale", 7, 6, 1, 1)
            .Node("Conv", ["b", "down", "bias"], ["c"]).Node("BatchNormalization", ["c", "gamma", "beta", "mean", "variance"], ["d"])
            .Node("Mul", ["layer.scale", "d"], ["e"]).Node("Add", ["x1", "e"], ["f"])));

        Emptied(inferred, inferred.Structure.Groups.Single(group => group.Units == 5));
    }

    [TestMethod]
    public void WithoutABiasTheSumGoesToo()
    {
        var inferred = Inferred.Of(Between(builder => builder.Node("Conv", ["b", "down"], ["c"]).Node("Add", ["c", "x1"], ["f"])));
        var cut = Emptied(inferred, inferred.Structure.Groups.Single(group => group.Units == 5));

        Assert.IsFalse(cut.Graph.Node.Any(node => node.OpType == "Add"));
    }

    [TestMethod]
    public void ABranchThatGoesElsewhereKeepsAUnit()
    {
        var inferred = Inferred.Of(Between(builder => builder
            .Node("Conv", ["b", "down"], ["c"]).Node("Sigmoid", ["c"], ["d"]).Node("Add", ["d", "x1"], ["f"])));

        Assert.IsEmpty(inferred.Structure.Groups.Single(group => group.Units == 5).Ends);
        Assert.IsEmpty(Inferred.Of(TinyModels.Mlp()).Structure.Groups.SelectMany(group => group.Ends).ToArray());
    }

    /// <summary>x (6 channels) + what the nodes make of 5 channels "b", convolved to 2.</summary>
    private static OnnxModel Between(Func<ModelBuilder, ModelBuilder> nodes) => nodes(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 4)
            .Weight("stem", 11, 6, 3, 1, 1).Weight("up", 1, 5, 6, 1, 1).Weight("up.bias", 9, 5)
            .Weight("down", 2, 6, 5, 1, 1).Weight("out", 8, 2, 6, 1, 1)
            .Node("Conv", ["x", "stem"], ["x0"]).Node("Tanh", ["x0"], ["x1"])
            .Node("Conv", ["x1", "up", "up.bias"], ["a"]).Node("Relu", ["a"], ["b"]))
        .Node("Conv", ["f", "out"], ["y"]).Output("y").Build();

    private static PruneGroup Only(Inferred inferred, StructureKind kind) => inferred.Structure.Groups.Single(group => group.Kind == kind);

    /// <summary>The cut model, proven against the masked original.</summary>
    private static OnnxModel Emptied(Inferred inferred, params PruneGroup[] groups)
    {
        var plan = new PrunePlan([.. groups.Select(group => new KeptUnits(group.Id, group.Units, [], 0))]);
        inferred.Prove(plan, string.Join(", ", groups.Select(group => group.Id)));
        return GraphCutter.Cut(inferred.Model, inferred.Structure, plan);
    }

    private static float[] Constant(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();
}
