using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class QuantizedProductRuleTests
{
    [TestMethod]
    public void DynamicQuantizationIsCutWithItsScales()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("w1", 1, 6, 8).Initializer("w2", Bytes(2, 8, 5)).Initializer("w2.zero", Bytes(3, 5)).Weight("w2.scale", 4, 5)
            .Weight("w3", 5, 5, 2)
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("DynamicQuantizeLinear", ["b"], ["q", "scale", "zero"])
            .Node("MatMulInteger", ["q", "w2", "zero", "w2.zero"], ["i"]).Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float))
            .Node("Mul", ["scale", "w2.scale"], ["s"]).Node("Mul", ["f", "s"], ["h"]).Node("Relu", ["h"], ["r"])
            .Node("MatMul", ["r", "w3"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEqual(new[] { 8, 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void AQuantizedProductIsSilencedWithItsZeroPoint()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.UInt8, "batch", 6).Scalar("s", 0.5f).Initializer("z", Tensor.Scalar<byte>(ElementType.UInt8, 7))
            .Initializer("w1", Bytes(1, 6, 8)).Initializer("w2", Bytes(2, 8, 3))
            .Initializer("wz", Tensor.Scalar<sbyte>(ElementType.Int8, 0)).Scalar("ws", 0.01f)
            .Node("QLinearMatMul", ["x", "s", "z", "w1", "ws", "wz", "s", "z"], ["h"])
            .Node("QLinearMatMul", ["h", "s", "z", "w2", "ws", "wz", "s", "z"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual("z", inferred.Structure.Groups.Single().Consumers.Single().Zero);
        inferred.Prove();
    }

    private static Tensor Bytes(int seed, params long[] shape)
    {
        var bytes = new byte[shape.Aggregate(1L, (product, size) => product * size)];
        new Random(seed).NextBytes(bytes);
        return new Tensor(ElementType.Int8, ValueList.Create<long>(shape), bytes);
    }
}
