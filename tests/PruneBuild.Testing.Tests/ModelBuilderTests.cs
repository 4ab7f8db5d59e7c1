using PruneBuild.Onnx;

namespace PruneBuild.Testing.Tests;

[TestClass]
public sealed class ModelBuilderTests
{
    [TestMethod]
    public void AModelHasWhatWasAskedForInThatOrder()
    {
        var model = new ModelBuilder(opset: 18).Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", 8, default)
            .Weight("w", 1, 8, 16)
            .Node("MatMul", ["x", "w"], ["h"])
            .Node("com.microsoft:Gelu", ["h"], ["y"])
            .Output("y", ElementType.Float, "batch", 16)
            .Build();

        Assert.AreEqual(18, model.Opset());
        var dims = model.Graph.Input[0].Type.TensorType.Shape.Dim;
        Assert.AreEqual("batch", dims[0].DimParam);
        Assert.AreEqual(8, dims[1].DimValue);
        Assert.IsFalse(dims[2].HasDimParam || dims[2].HasDimValue);
        Assert.AreEqual("com.microsoft", model.Graph.Node[1].Domain);
        Assert.AreEqual("Gelu", model.Graph.Node[1].OpType);
        Assert.AreEqual([8, 16], model.Read(model.Graph.Initializer[0]).Shape);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameWeightsAndAnotherSeedOthers()
    {
        var graph = new ModelBuilder().Weight("a", 1, 100).Weight("b", 1, 100).Weight("c", 2, 100).BuildGraph();
        Assert.AreEqual(graph.Initializer[0].RawData, graph.Initializer[1].RawData);
        Assert.AreNotEqual(graph.Initializer[0].RawData, graph.Initializer[2].RawData);
    }

    [TestMethod]
    public void LaterCallsDoNotChangeAModelAlreadyBuilt()
    {
        var builder = new ModelBuilder().Node("Abs", ["x"], ["y"]);
        var model = builder.Build();
        builder.Node("Abs", ["y"], ["z"]);
        Assert.HasCount(1, model.Graph.Node);
    }

    [TestMethod]
    public void AnAttributeOfAnUnknownTypeIsABug() =>
        Assert.ThrowsExactly<ArgumentException>(() => ModelBuilder.Attribute("a", new object()));
}
