using PruneBuild.Engine.Drafting;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class AttentionBlocksTests
{
    [TestMethod]
    public void ASoftmaxBetweenTwoProductsOfInputsIsAttention() => Assert.AreEqual(1, AttentionBlocks.Count(Model("x", "x").Graph));

    [TestMethod]
    [DataRow("w", "x")]
    [DataRow("x", "w")]
    [DataRow("cast", "x")]
    public void AProductWithAWeightIsNone(string keys, string values) =>
        Assert.AreEqual(0, AttentionBlocks.Count(Model(keys, values).Graph));

    [TestMethod]
    public void FusedAttentionCounts() => Assert.AreEqual(1, AttentionBlocks.Count(new ModelBuilder()
        .Domain("com.microsoft")
        .Input("x", ElementType.Float, 1, 4, 4)
        .Node("com.microsoft:MultiHeadAttention", ["x", "x", "x"], ["y"], ("num_heads", 2))
        .Output("y")
        .Build().Graph));

    private static OnnxModel Model(string keys, string values) => new ModelBuilder()
        .Input("x", ElementType.Float, 4, 4)
        .Input("mask", ElementType.Float, 4, 4)
        .Weight("w", 1, 4, 4)
        .Node("Cast", ["w"], ["cast"], ("to", 1))
        .Node("MatMul", ["x", keys], ["s"])
        .Node("Add", ["s", "mask"], ["masked"])
        .Node("Softmax", ["masked"], ["p"], ("axis", -1))
        .Node("Dropout", ["p"], ["d"])
        .Node("MatMul", ["d", values], ["y"])
        .Output("y")
        .Build();
}
