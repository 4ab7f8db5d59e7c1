using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class TopologicalOrderTests
{
    [TestMethod]
    public void ASortedGraphStaysAsItIs()
    {
        var graph = BranchingModel.Build().Graph;
        Assert.IsTrue(TopologicalOrder.IsSorted(graph));
        Assert.AreSame(graph, TopologicalOrder.Sort(graph));
    }

    [TestMethod]
    public void NodesMoveBehindWhatTheyAndTheirBodiesRead()
    {
        var graph = BranchingModel.Build().Graph.Clone();
        var nodes = graph.Node.Reverse().ToArray();
        graph.Node.Clear();
        graph.Node.Add(nodes);
        Assert.IsFalse(TopologicalOrder.IsSorted(graph));
        CollectionAssert.AreEqual(new[] { "h", "y" }, TopologicalOrder.Sort(graph)!.Node.Select(node => node.Output[0]).ToArray());
    }

    [TestMethod]
    public void AmongNodesThatCouldComeNextTheFileOrderDecides()
    {
        var graph = new ModelBuilder().Input("x", ElementType.Float, 1)
            .Node("Abs", ["late"], ["c"]).Node("Abs", ["x"], ["b"]).Node("Abs", ["x"], ["a"]).Node("Abs", ["x"], ["late"]).BuildGraph();
        CollectionAssert.AreEqual(new[] { "b", "a", "late", "c" }, TopologicalOrder.Of(graph)!.Select(node => node.Output[0]).ToArray());
    }

    [TestMethod]
    public void ACycleHasNoOrder()
    {
        var graph = new ModelBuilder().Node("Abs", ["b"], ["a"]).Node("Abs", ["a"], ["b"]).BuildGraph();
        Assert.IsNull(TopologicalOrder.Of(graph));
        Assert.IsNull(TopologicalOrder.Sort(graph));
        Assert.IsNull(TopologicalOrder.Of(new GraphProto { Node = { new NodeProto { Input = { "a" }, Output = { "a" } } } }));
    }
}
