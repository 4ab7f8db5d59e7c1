using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class GraphIndexTests
{
    [TestMethod]
    public void ProducersAndUsesAreFoundInNodeOrderWithOutputsLast()
    {
        var graph = new ModelBuilder()
            .Input("x", ElementType.Float, 2)
            .Node("Abs", ["x"], ["h"])
            .Node("Add", ["h", "h"], ["s"])
            .Node("Mul", ["s", "h"], ["y"])
            .Output("y").Output("h")
            .BuildGraph();
        var index = new GraphIndex(graph);

        Assert.AreSame(graph.Node[0], index.Producer("h"));
        Assert.IsNull(index.Producer("x"));
        CollectionAssert.AreEqual(
            new Use[] { new(graph.Node[1], 0), new(graph.Node[1], 1), new(graph.Node[2], 1), new(null, 1) },
            index.Uses("h").ToArray());
        Assert.IsEmpty(index.Uses("nothing"));
        Assert.IsTrue(index.IsInput("x"));
        Assert.IsFalse(index.IsInput("h"));
    }

    [TestMethod]
    public void ANodeUsesWhatItsBodiesCaptureHoweverDeep()
    {
        var graph = BranchingModel.Build().Graph;
        var index = new GraphIndex(graph);
        Assert.AreEqual(new Use(graph.Node[1], -1), index.Uses("h").Single());
        Assert.AreEqual(new Use(graph.Node[1], -1), index.Uses("w").Single());
        CollectionAssert.AreEqual(new[] { 0, -1 }, index.Uses("flag").Select(use => use.Input).ToArray());
        Assert.IsEmpty(index.Uses("local"));
        Assert.IsEmpty(index.Uses("local_sum"));
    }

    [TestMethod]
    [DataRow("y", "y", true)]
    [DataRow("y", "x", true)]
    [DataRow("y", "h", true)]
    [DataRow("y", "w", true)]
    [DataRow("h", "y", false)]
    [DataRow("h", "side", false)]
    [DataRow("y", "side", false)]
    [DataRow("y", "nothing", false)]
    public void AValueDependsOnItselfAndAllItIsComputedFrom(string value, string ancestor, bool expected)
    {
        // The nodes are not in the order in which they can run.
        var graph = new ModelBuilder()
            .Input("x", ElementType.Float, 2).Weight("w", 1, 2)
            .Node("Add", ["s", "h"], ["y"])
            .Node("Mul", ["h", "w"], ["s"])
            .Node("Abs", ["x"], ["h"])
            .Node("Neg", ["h"], ["side"])
            .Output("y").Output("side")
            .BuildGraph();

        Assert.AreEqual(expected, new GraphIndex(graph).DependsOn(value, ancestor));
    }

    [TestMethod]
    public void WhatDependsOnWhatIsFoundInCirclesToo()
    {
        var graph = new ModelBuilder()
            .Input("x", ElementType.Float, 2)
            .Node("Add", ["x", "b"], ["a"])
            .Node("Abs", ["a"], ["b"])
            .Output("b")
            .BuildGraph();
        var index = new GraphIndex(graph);

        Assert.IsTrue(index.DependsOn("a", "b"));
        Assert.IsTrue(index.DependsOn("b", "a"));
        Assert.IsFalse(index.DependsOn("b", "nothing"));
    }

    [TestMethod]
    public void AnOptionalInputLeftOutIsNoUse()
    {
        var graph = new ModelBuilder().Input("x", ElementType.Float, 2).Node("Clip", ["x", "", ""], ["y"]).Output("y").BuildGraph();
        Assert.IsEmpty(new GraphIndex(graph).Uses(""));
    }

    [TestMethod]
    public void AnInputThatListsAnInitializerIsNotAnInput()
    {
        var graph = new ModelBuilder().Input("w", ElementType.Float, 2).Weight("w", 1, 2).Output("w").BuildGraph();
        var index = new GraphIndex(graph);
        Assert.IsFalse(index.IsInput("w"));
        Assert.AreSame(graph.Initializer[0], index.Initializer("w"));
        Assert.AreSame(graph.Initializer[0], index.Constant("w"));
    }

    [TestMethod]
    [DataRow("value_int", 7L, new long[0], new float[] { 7 })]
    [DataRow("value_float", 0.5f, new long[0], new float[] { 0.5f })]
    [DataRow("value_ints", new long[] { 1, 2 }, new long[] { 2 }, new float[] { 1, 2 })]
    [DataRow("value_floats", new float[] { 0.5f }, new long[] { 1 }, new float[] { 0.5f })]
    public void ConstantNodesAreReadInEverySpelling(string attribute, object value, long[] shape, float[] expected)
    {
        var model = new ModelBuilder().Node("Constant", [], ["c"], (attribute, value)).Output("c").Build();
        var tensor = model.Read(new GraphIndex(model.Graph).Constant("c")!);
        Assert.AreEqual(shape.ToValueList(), tensor.Shape);
        CollectionAssert.AreEqual(expected, tensor.ToFloats());
    }

    [TestMethod]
    public void AConstantOfStringsOrOfAnotherDomainIsNoTensor()
    {
        var graph = new ModelBuilder()
            .Node("Constant", [], ["s"], ("value_string", "text"))
            .Node("mine:Constant", [], ["m"], ("value_int", 1))
            .BuildGraph();
        var index = new GraphIndex(graph);
        Assert.IsNull(index.Constant("s"));
        Assert.IsNull(index.Constant("m"));
    }

    [TestMethod]
    public void NamesThatAreDefinedTwiceDoNotStopTheIndex()
    {
        var graph = new ModelBuilder().Weight("w", 1, 2).Weight("w", 2, 2).Node("Abs", ["w"], ["y"]).Node("Neg", ["w"], ["y"]).BuildGraph();
        var index = new GraphIndex(graph);
        Assert.AreSame(graph.Node[0], index.Producer("y"));
        Assert.AreSame(graph.Initializer[0], index.Initializer("w"));
    }

    [TestMethod]
    public void AnEmptyGraphHasNothing() => Assert.IsNull(new GraphIndex(new GraphProto()).Constant("x"));
}
