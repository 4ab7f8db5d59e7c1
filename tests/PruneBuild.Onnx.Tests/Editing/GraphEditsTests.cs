using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class GraphEditsTests
{
    private static OnnxModel TwoLayers() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 4)
        .Weight("w1", 1, 4, 8)
        .Weight("w2", 2, 8, 3)
        .Weight("spare", 3, 2, 2)
        .Node("MatMul", ["x", "w1"], ["h"])
        .Node("Relu", ["h"], ["unused"])
        .Constant("c", Tensor.Of([1f, 2, 3]))
        .Node("MatMul", ["h", "w2"], ["p"])
        .Node("Add", ["p", "c"], ["y"])
        .Output("y")
        .Build();

    [TestMethod]
    public void ReplacedConstantsKeepTheirPlaceAndEverythingElseIsShared()
    {
        var graph = TwoLayers().Graph;
        var edited = GraphEdits.ReplaceConstants(graph, new Dictionary<string, TensorProto>
        {
            ["w1"] = TensorProtos.Create("", Tensor.Of(new float[20], 4, 5)),
            ["c"] = TensorProtos.Create("", Tensor.Of([7f, 8, 9])),
        });

        CollectionAssert.AreEqual(new[] { "w1", "w2", "spare" }, edited.Initializer.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual(new long[] { 4, 5 }, edited.Initializer[0].Dims.ToArray());
        CollectionAssert.AreEqual(new float[] { 7, 8, 9 }, new OnnxModel(new()).Read(new GraphIndex(edited).Constant("c")!).ToFloats());
        Assert.AreSame(graph.Initializer[1], edited.Initializer[1]);
        Assert.AreSame(graph.Node[0], edited.Node[0]);
        Assert.AreEqual(TwoLayers().Graph, graph, "The original is not touched.");
    }

    [TestMethod]
    public void ReplacingAnInitializerThatIsAlsoAnInputChangesTheInputsShape()
    {
        var graph = new ModelBuilder().Input("w", ElementType.Float, 2, 3).Weight("w", 1, 2, 3).Output("w").BuildGraph();
        var narrow = new Dictionary<string, TensorProto> { ["w"] = TensorProtos.Create("w", new float[2], 2, 1) };
        var edited = GraphEdits.ReplaceConstants(graph, narrow);
        CollectionAssert.AreEqual(new long[] { 2, 1 }, edited.Input[0].Type.TensorType.Shape.Dim.Select(dim => dim.DimValue).ToArray());
    }

    [TestMethod]
    public void ReplacingWhatIsNotAConstantIsRefused() => Assert.ThrowsExactly<ArgumentException>(() =>
        GraphEdits.ReplaceConstants(TwoLayers().Graph, new Dictionary<string, TensorProto> { ["h"] = TensorProtos.Create("", [1f]) }));

    [TestMethod]
    public void DeadNodesAndUnusedInitializersGo()
    {
        var edited = GraphEdits.RemoveDead(TwoLayers().Graph);
        CollectionAssert.AreEqual(new[] { "h", "c", "p", "y" }, edited.Node.Select(node => node.Output[0]).ToArray());
        CollectionAssert.AreEqual(new[] { "w1", "w2" }, edited.Initializer.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "x" }, edited.Input.Select(input => input.Name).ToArray());
    }

    [TestMethod]
    public void WhatOnlyABodyReadsIsNotDead()
    {
        var edited = GraphEdits.RemoveDead(BranchingModel.Build().Graph);
        Assert.HasCount(2, edited.Node);
        CollectionAssert.AreEqual(new[] { "w" }, edited.Initializer.Select(tensor => tensor.Name).ToArray());
    }

    [TestMethod]
    public void AddedPartsComeBehindTheOthers()
    {
        var graph = TwoLayers().Graph;
        var node = new NodeProto { OpType = "Abs", Input = { "h" }, Output = { "magnitude" } };
        var output = ValueInfos.Tensor("magnitude", ElementType.Float, 2);
        var edited = GraphEdits.Add(graph, [node], [TensorProtos.Scalar("one", 1f)], [output]);
        Assert.AreSame(node, edited.Node[^1]);
        Assert.AreEqual("one", edited.Initializer[^1].Name);
        Assert.AreSame(output, edited.Output[^1]);
        Assert.HasCount(1, graph.Output);
    }

    [TestMethod]
    public void ARenamedInputChangesOneNodeOnly()
    {
        var graph = TwoLayers().Graph;
        var edited = GraphEdits.RenameInput(graph, graph.Node[3], 0, "unused");
        CollectionAssert.AreEqual(new[] { "unused", "w2" }, edited.Node[3].Input.ToArray());
        CollectionAssert.AreEqual(new[] { "h", "w2" }, graph.Node[3].Input.ToArray());
        Assert.AreSame(graph.Node[4], edited.Node[4]);
    }

    [TestMethod]
    public void ANodeThatIsNotInTheGraphCannotBeReplaced()
    {
        var stranger = new NodeProto { Name = "stranger" };
        Assert.ThrowsExactly<ArgumentException>(() =>
            GraphEdits.ReplaceNodes(TwoLayers().Graph, new Dictionary<NodeProto, NodeProto> { [stranger] = stranger }));
    }

    [TestMethod]
    public void RedirectionReachesBodies()
    {
        var graph = BranchingModel.Build().Graph;
        var edited = GraphEdits.Redirect(graph, "h", "x");
        var index = new GraphIndex(edited);
        Assert.IsEmpty(index.Uses("h"));
        Assert.IsTrue(index.Uses("x").Any(use => use.Input == -1));
        Assert.HasCount(1, new GraphIndex(graph).Uses("h"));
    }

    [TestMethod]
    public void AnotherGraphKeepsTheRestOfTheModel()
    {
        var model = new ModelBuilder(opset: 13).Domain("com.microsoft").Input("x", ElementType.Float, 1).Output("x").Build();
        var edited = model.WithGraph(new GraphProto { Name = "other" });
        Assert.AreEqual(13, edited.Opset());
        Assert.AreEqual(1, edited.Opset("com.microsoft"));
        Assert.AreEqual("other", edited.Graph.Name);
        Assert.AreEqual("tiny", model.Graph.Name);
    }
}
