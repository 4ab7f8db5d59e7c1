using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class QuantizeRuleTests
{
    [TestMethod]
    public void ScalesAndZeroPointsOfChannelsAreCutAlong()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Initializer("w1.quantized", Bytes(1, 6, 8)).Weight("w1.scale", 2, 8).Initializer("w1.zero", Bytes(3, 8))
            .Initializer("w2.quantized", Bytes(4, 8, 3)).Scalar("w2.scale", 0.1f)
            .Initializer("w2.zero", Tensor.Scalar<sbyte>(ElementType.Int8, 3))
            .Node("DequantizeLinear", ["w1.quantized", "w1.scale", "w1.zero"], ["w1"], ("axis", 1))
            .Node("DequantizeLinear", ["w2.quantized", "w2.scale", "w2.zero"], ["w2"])
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "w2"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual(8, inferred.Structure.Groups.Single().Units);
        CollectionAssert.AreEquivalent(
            new[] { "w1.quantized", "w1.scale", "w1.zero", "w2.quantized" },
            inferred.Structure.Groups[0].Slices.Select(slice => slice.Tensor).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void WhereBlocksShareAScaleWholeBlocksGo()
    {
        // 64 hidden neurons; the second matrix holds 4 bits with one scale for 16 rows of a column.
        var model = new ModelBuilder(opset: 21, irVersion: 10)
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("w1", 1, 6, 64)
            .Initializer("w2.quantized", new Tensor(ElementType.Int4, [64, 4], Bytes(2, 128).Memory)).Weight("w2.scale", 3, 4, 4)
            .Node("DequantizeLinear", ["w2.quantized", "w2.scale"], ["w2"], ("axis", 0), ("block_size", 16))
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "w2"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        var group = inferred.Structure.Groups.Single();
        Assert.AreEqual((4, 16), (group.Units, group.UnitWidth));
        inferred.Prove();
    }

    [TestMethod]
    public void ALastBlockThatIsNotWholeIsRefused()
    {
        var model = new ModelBuilder(opset: 21, irVersion: 10)
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("w1", 1, 6, 20)
            .Initializer("w2.quantized", Bytes(2, 20, 4)).Weight("w2.scale", 3, 2, 4)
            .Node("DequantizeLinear", ["w2.quantized", "w2.scale"], ["w2"], ("axis", 0), ("block_size", 16))
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "w2"], ["y"]).Output("y").Build();

        var refusal = Inferred.Of(model).Structure.Refusals.First(refusal => refusal.Size == 20);

        Assert.AreEqual("DequantizeLinear", refusal.Operator);
        StringAssert.Contains(refusal.Reason, "block");
    }

    [TestMethod]
    public void QuantizedActivationsBetweenConvolutionsAreFollowed()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 6, 6)
            .Weight("w1", 1, 5, 3, 3, 3).Weight("w2", 2, 4, 5, 1, 1).Scalar("scale", 0.05f)
            .Initializer("zero", Tensor.Scalar<byte>(ElementType.UInt8, 100))
            .Node("Conv", ["x", "w1"], ["a"]).Node("QuantizeLinear", ["a", "scale", "zero"], ["q"])
            .Node("DequantizeLinear", ["q", "scale", "zero"], ["b"]).Node("Conv", ["b", "w2"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual(5, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    private static Tensor Bytes(int seed, params long[] shape)
    {
        var bytes = new byte[shape.Aggregate(1L, (product, size) => product * size)];
        new Random(seed).NextBytes(bytes);
        return new Tensor(ElementType.Int8, ValueList.Create<long>(shape), bytes);
    }
}
