using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class DecodedConstantTests
{
    [TestMethod]
    public void WhatIsComputedIsNone()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 2).Initializer("c", Tensor.Of([1f, 2])).Node("Identity", ["x"], ["i"])
            .Node("Add", ["i", "c"], ["y"]).Output("y").Build();
        var index = new GraphIndex(model.Graph);

        Assert.IsNull(DecodedConstant.Read(model, index, "x"));
        Assert.IsNull(DecodedConstant.Read(model, index, "i"));
        Assert.IsNull(DecodedConstant.Read(model, index, "y"));
        CollectionAssert.AreEqual(new[] { 1f, 2 }, DecodedConstant.Read(model, index, "c")!.ToFloats());
    }

    [TestMethod]
    public void IntegersAreDecodedByTheirScales()
    {
        var model = new ModelBuilder(17).Initializer("q", Tensor.Of<int>(ElementType.Int32, [2, -4]))
            .Initializer("s", Tensor.Of([0.5f, 0.25f]))
            .Node("DequantizeLinear", ["q", "s"], ["d"], ("axis", 0))
            .Node("Cast", ["d"], ["y"], ("to", (long)ElementType.Float)).Output("y").Build();

        CollectionAssert.AreEqual(new[] { 1f, -1 }, DecodedConstant.Read(model, new GraphIndex(model.Graph), "y")!.ToFloats());
    }

    /// <summary>A constant that is moved is not decoded, and has its axes all the same.</summary>
    [TestMethod]
    public void AxesAreToldThroughATransposition()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 2, 2).Weight("w", 1, 2, 3, 1, 1)
            .Node("Transpose", ["w"], ["t"], ("perm", new long[] { 1, 0, 2, 3 }))
            .Node("Identity", ["t"], ["k"]).Node("Neg", ["x"], ["y"]).Output("k").Output("y").Build();
        var index = new GraphIndex(model.Graph);

        Assert.AreEqual(4, DecodedConstant.Rank(index, "k"));
        Assert.IsNull(DecodedConstant.Rank(index, "y"));
    }
}
