using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class ConstantsAsInitializersTests
{
    [TestMethod]
    public void FloatsWithAxesBecomeInitializersAndSingleNumbersStay()
    {
        var built = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("w", 1, 3, 4)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Add", ["a", "b"], ["c"]).Node("Mul", ["c", "s"], ["y"]).Output("y").Build();
        var graph = built.Graph.Clone();
        graph.Node.Insert(0, Constant("b", Tensor.Of([1f, 2, 3, 4])));
        graph.Node.Insert(0, Constant("s", Tensor.Of([2f]).Reshape()));

        var changed = ConstantsAsInitializers.Apply(built.WithGraph(graph)).Graph;

        CollectionAssert.AreEqual((string[])["w", "b"], changed.Initializer.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual((string[])["Constant", "MatMul", "Add", "Mul"], changed.Node.Select(node => node.OpType).ToArray());
        Assert.HasCount(5, graph.Node, "the model that was given is as it was");
    }

    [TestMethod]
    public void OnlyThoseOfTheNamesThatAreAskedFor()
    {
        var built = new ModelBuilder().Input("x", ElementType.Int64, 3).Node("Add", ["x", "b"], ["a"])
            .Node("Mul", ["a", "s"], ["y"]).Output("y").Build();
        var graph = built.Graph.Clone();
        graph.Node.Insert(0, Constant("b", Tensor.Of([1L, 2, 3])));
        graph.Node.Insert(0, Constant("s", Tensor.Of([2L]).Reshape()));

        var changed = ConstantsAsInitializers.Apply(built.WithGraph(graph), new HashSet<string> { "b", "y" }).Graph;

        Assert.AreEqual("b", changed.Initializer.Single().Name);
        CollectionAssert.AreEqual((string[])["Constant", "Add", "Mul"], changed.Node.Select(node => node.OpType).ToArray());
    }

    [TestMethod]
    public void AModelWithoutThemIsItself()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("w", 1, 3, 4)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        Assert.AreSame(model, ConstantsAsInitializers.Apply(model));
    }

    private static NodeProto Constant(string name, Tensor value)
    {
        var node = new NodeProto { OpType = "Constant", Output = { name } };
        ConstantNodes.Set(node, value);
        return node;
    }
}
