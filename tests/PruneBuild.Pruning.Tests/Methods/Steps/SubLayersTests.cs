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
        var model = new ModelBuilder().Input("y", ElementType.Float, "batch", "sequence", 12).Weight("pooler", 30, 12, 6).Weight("classifier", 31, 6, 2)
            .Node("MatMul", ["y", "pooler"], ["p0"]).Node("Tanh", ["p0"], ["p"]).Node("MatMul", ["p", "classifier"], ["logits"]).Output("logits").Build();
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
    public void AModelWithoutResidualStreamIsAllSubLayers()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());

        Assert.HasCount(2, SubLayers.Of(inferred.Model, inferred.Structure.Groups));
    }
}
