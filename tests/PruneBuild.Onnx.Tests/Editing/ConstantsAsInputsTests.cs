using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class ConstantsAsInputsTests
{
    [TestMethod]
    public void InitializersAndConstantNodesBecomeInputsAndAllElseStays()
    {
        var built = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("w", 1, 3, 4)
            .Weight("v", 2, 4, 2).Weight("u", 3, 2, 2)
            .Node("MatMul", ["x", "w"], ["a"]).Node("MatMul", ["a", "v"], ["b"]).Node("MatMul", ["b", "u"], ["y"]).Output("y").Build();
        var graph = built.Graph.Clone();
        var constant = graph.Initializer.Single(tensor => tensor.Name == "v");
        graph.Initializer.Remove(constant);
        graph.Node.Insert(0, new NodeProto
        {
            OpType = "Constant", Output = { "v" },
            Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = constant } },
        });

        var changed = ConstantsAsInputs.Apply(
            built.WithGraph(graph),
            new Dictionary<string, Tensor> { ["w"] = Tensor.Of(new float[12], 3, 4), ["v"] = Tensor.Of(new float[8], 4, 2) }).Graph;

        CollectionAssert.AreEqual((string[])["x", "w", "v"], changed.Input.Select(input => input.Name).ToArray());
        CollectionAssert.AreEqual((string[])["u"], changed.Initializer.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual((string[])["MatMul", "MatMul", "MatMul"], changed.Node.Select(node => node.OpType).ToArray());
        Assert.AreEqual(2, changed.Input[1].Type.TensorType.Shape.Dim.Count);
        Assert.HasCount(2, graph.Initializer, "the model that was given is as it was");
    }
}
