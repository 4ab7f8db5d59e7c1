using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Steps;

[TestClass]
public sealed class SubLayersTests
{
    [TestMethod]
    public void AttentionAndFeedForwardAreSubLayersAndAPoolerIsNot()
    {
        var proto = TinyModels.Encoder().Proto.Clone();
        proto.Graph.Output.Clear();
        var model = new ModelBuilder().Input("y", ElementType.Float, "batch", "sequence", 12).Weight("pooler", 30, 12, 6)
            .Weight("classifier", 31, 6, 2)
            .Node("MatMul", ["y", "pooler"], ["p0"]).Node("Tanh", ["p0"], ["p"])
            .Node("MatMul", ["p", "classifier"], ["logits"]).Output("logits").Build();
        proto.Graph.Node.Add(model.Graph.Node);
        proto.Graph.Initializer.Add(model.Graph.Initializer);
        proto.Graph.Output.Add(model.Graph.Output);
        var inferred = Inferred.Of(new OnnxModel(proto));
        var groups = inferred.Structure.Groups.Where(group => group.Kind is StructureKind.Heads or StructureKind.Neurons).ToArray();
        Assert.HasCount(3, groups);

        var branches = SubLayers.Of(inferred.Model, groups);

        CollectionAssert.AreEqual(new[] { "o0", "g0" }, branches.Select(group => group.Consumers[0].Node).ToArray());
    }

    [TestMethod]
    public void ChannelsThatNoResidualAdditionEndsAreSubLayersToo()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4, 6, 6)
            .Weight("one", 1, 6, 4, 3, 3).Weight("two", 2, 6, 6, 3, 3).Weight("three", 3, 4, 6, 1, 1).Weight("last", 4, 3, 4, 1, 1)
            .Node("Conv", ["x", "one"], ["a0"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["a0"], ["a"])
            .Node("Conv", ["a", "two"], ["b0"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["b0"], ["b"])
            .Node("Conv", ["b", "three"], ["c"]).Node("Add", ["c", "x"], ["r"])
            .Node("Conv", ["r", "last"], ["y"]).Output("y").Build());
        var groups = inferred.Structure.Groups.Where(group => group.Kind == StructureKind.Channels).ToArray();

        var branches = SubLayers.Of(inferred.Model, groups);

        CollectionAssert.AreEqual(new[] { "b0", "c" }, branches.Select(group => group.Consumers[0].Node).ToArray());
    }

    [TestMethod]
    [DataRow("rolled", true)]
    [DataRow("weighted", true)]
    [DataRow("gated", true)]
    [DataRow("squared", false)]
    [DataRow("shown", false)]
    public void ABranchMayMoveItsElementsAndWeighItsRowsBeforeItAdds(string way, bool isOne)
    {
        var builder = new ModelBuilder(opset: 13)
            .Input("x", ElementType.Float, "batch", 4, 6).Input("router", ElementType.Float, "batch", 4)
            .Weight("up", 1, 6, 10).Weight("down", 2, 10, 6).Weight("up2", 3, 6, 8).Weight("down2", 4, 8, 6).Weight("gate", 5, 6, 1)
            .Integers("zero", 0).Integers("one", 1).Integers("three", 3).Integers("four", 4).Integers("last", -1)
            .Node("MatMul", ["x", "up"], ["a0"]).Node("Relu", ["a0"], ["a"]).Node("MatMul", ["a", "down"], ["b"]);
        builder = way switch
        {
            "rolled" => builder.Node("Slice", ["b", "zero", "three", "one"], ["c"]).Node("Slice", ["b", "three", "four", "one"], ["d"])
                .Node("Concat", ["d", "c"], ["e"], ("axis", 1)),
            "weighted" => builder.Node("Unsqueeze", ["router", "last"], ["w"]).Node("Mul", ["b", "w"], ["e"]),
            "gated" => builder.Node("MatMul", ["x", "gate"], ["w0"]).Node("Sigmoid", ["w0"], ["w"]).Node("Mul", ["w", "b"], ["e"]),
            "squared" => builder.Node("Mul", ["b", "b"], ["e"]),
            _ => builder.Node("Transpose", ["b"], ["e0"], ("perm", new long[] { 0, 1, 2 })).Node("Identity", ["e0"], ["e"]).Output("e0"),
        };
        var inferred = Inferred.Of(builder.Node("Add", ["x", "e"], ["r"])
            .Node("MatMul", ["r", "up2"], ["f0"]).Node("Relu", ["f0"], ["f"]).Node("MatMul", ["f", "down2"], ["g"])
            .Node("Add", ["r", "g"], ["y"])
            .Output("y").Build());
        var groups = inferred.Structure.Groups.Where(group => group.Kind == StructureKind.Neurons).ToArray();
        Assert.HasCount(2, groups);

        var branches = SubLayers.Of(inferred.Model, groups);

        CollectionAssert.AreEqual(isOne ? new[] { "b", "g" } : ["g"], branches.Select(group => group.Consumers[0].Node).ToArray());
    }

    [TestMethod]
    public void AModelWithoutResidualStreamIsAllSubLayers()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());

        Assert.HasCount(2, SubLayers.Of(inferred.Model, inferred.Structure.Groups));
    }
}
