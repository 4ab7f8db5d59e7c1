using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class SubgraphExtractionTests
{
    private static OnnxModel Chain() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 4)
        .Input("mask", ElementType.Float, "batch", 4)
        .Weight("w1", 1, 4, 4).Weight("w2", 2, 4, 4)
        .Node("MatMul", ["x", "w1"], ["a"])
        .Constant("c", Tensor.Of([1f, 2, 3, 4]))
        .Node("Add", ["a", "c"], ["b"])
        .Node("Mul", ["b", "mask"], ["m"])
        .Node("MatMul", ["m", "w2"], ["y"])
        .ValueInfoOf("a", ElementType.Float, "batch", 4)
        .ValueInfoOf("b", ElementType.Float, "batch", 4)
        .Output("y", ElementType.Float, "batch", 4)
        .Build();

    private static (ElementType Type, int Rank)? Matrix(string value) => (ElementType.Float, 2);

    [TestMethod]
    public void OnlyNeededNodesAndInitializersRemain()
    {
        var part = SubgraphExtraction.Extract(Chain(), ["a", "unneeded"], ["m"], Matrix).Graph;
        CollectionAssert.AreEqual(new[] { "c", "b", "m" }, part.Node.Select(node => node.Output[0]).ToArray());
        Assert.IsEmpty(part.Initializer);
        CollectionAssert.AreEqual(new[] { "mask", "a" }, part.Input.Select(input => input.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "b" }, part.ValueInfo.Select(info => info.Name).ToArray());
        var output = part.Output.Single();
        Assert.AreEqual("m", output.Name);
        Assert.AreEqual((int)ElementType.Float, output.Type.TensorType.ElemType);
        Assert.HasCount(2, output.Type.TensorType.Shape.Dim);
    }

    [TestMethod]
    public void DeclaredInputsAndOutputsKeepTheirNamedDims()
    {
        var part = SubgraphExtraction.Extract(Chain(), [], ["y"], Matrix).Graph;
        Assert.AreEqual("batch", part.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.AreEqual("batch", part.Output[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.HasCount(2, part.Initializer);
    }

    [TestMethod]
    public void WhatABodyCapturesComesAlong()
    {
        var part = SubgraphExtraction.Extract(BranchingModel.Build(), ["h"], ["y"], value => (ElementType.Float, 1)).Graph;
        CollectionAssert.AreEqual(new[] { "flag", "h" }, part.Input.Select(input => input.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "w" }, part.Initializer.Select(tensor => tensor.Name).ToArray());
        Assert.HasCount(1, part.Node);
    }

    [TestMethod]
    public void AnAvailableInitializerBecomesAnInput()
    {
        var part = SubgraphExtraction.Extract(Chain(), ["w1"], ["a"], Matrix).Graph;
        Assert.IsEmpty(part.Initializer);
        CollectionAssert.AreEqual(new[] { "x", "w1" }, part.Input.Select(input => input.Name).ToArray());
    }

    [TestMethod]
    public void WantingWhatIsAvailableOrUnknownIsRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => SubgraphExtraction.Extract(Chain(), ["a"], ["a"], Matrix));
        Assert.ThrowsExactly<ArgumentException>(() => SubgraphExtraction.Extract(Chain(), [], ["nothing"], Matrix));
    }
}
