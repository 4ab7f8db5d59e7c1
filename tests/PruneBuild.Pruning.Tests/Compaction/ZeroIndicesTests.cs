using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Compaction;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Compaction;

[TestClass]
public sealed class ZeroIndicesTests
{
    /// <summary>h has three features: the first is made by no weight, the second by a small one, the third by none.</summary>
    private static ModelBuilder Product() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 2)
        .Initializer("w", Tensor.Of([0f, 1, 0, 0, 2, 0], 2, 3)).Initializer("bias", Tensor.Of([0f, 0, 3], 3))
        .Initializer("half", Tensor.Of([0.5f], 1)).Initializer("one", Tensor.Of([1f], 1)).Initializer("zero", Tensor.Of([0f], 1))
        .Node("MatMul", ["x", "w"], ["h"]);

    [TestMethod]
    [DataRow("Relu")]
    [DataRow("Tanh")]
    [DataRow("Erf")]
    [DataRow("Softsign")]
    [DataRow("com.microsoft:Gelu")]
    public void ZeroStaysZeroThroughOperatorsThatKeepIt(string type) => Assert.AreEqual("0 2", Of(Product().Node(type, ["h"], ["y"])));

    [TestMethod]
    [DataRow("Sigmoid")]
    [DataRow("Exp")]
    [DataRow("Softplus")]
    public void OtherOperatorsMakeSomethingOfNothing(string type) => Assert.AreEqual("unknown", Of(Product().Node(type, ["h"], ["y"])));

    [TestMethod]
    [DataRow("Add", "bias", "0")]
    [DataRow("Sub", "bias", "0")]
    [DataRow("Add", "zero", "0 2")]
    [DataRow("Add", "one", "")]
    [DataRow("Mul", "bias", "0 1 2")]
    [DataRow("Mul", "half", "0 2")]
    [DataRow("Div", "half", "0 2")]
    [DataRow("Div", "bias", "unknown")]
    public void ConstantsBroadcast(string type, string constant, string expected) =>
        Assert.AreEqual(expected, Of(Product().Node(type, ["h", constant], ["y"])));

    [TestMethod]
    public void AGateOfItselfKeepsZeros() =>
        Assert.AreEqual("0 2", Of(Product().Node("Sigmoid", ["h"], ["s"]).Node("Mul", ["h", "s"], ["y"])));

    [TestMethod]
    [DataRow(0, "0 2")]
    [DataRow(1, "unknown")]
    public void AnAxisIsFollowedThroughATranspose(int axis, string expected) =>
        Assert.AreEqual(expected, Of(Product().Node("Transpose", ["h"], ["t"]).Node("Relu", ["t"], ["y"]), axis));

    [TestMethod]
    [DataRow(false, "0 2")]
    [DataRow(true, "0")]
    public void FiltersAndTheirBiasesDecide(bool biased, string expected)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 1, 4, 4)
            .Initializer("w", Tensor.Of([0f, 0, 1, 0, 0, 0], 3, 1, 2, 1)).Initializer("bias", Tensor.Of([0f, 0, 3], 3))
            .Node("Conv", biased ? ["x", "w", "bias"] : ["x", "w"], ["h"])
            .Node("MaxPool", ["h"], ["p"], ("kernel_shape", new long[] { 2, 2 })).Node("Relu", ["p"], ["y"]);
        Assert.AreEqual(expected, Of(model));
    }

    [TestMethod]
    [DataRow(0, "1")]
    [DataRow(1, "0 2")]
    public void AGemmReadsItsWeightEitherWay(int transposed, string expected)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3).Initializer("w", Tensor.Of([0f, 0, 0, 1, 0, 2, 0, 0, 0], 3, 3))
            .Node("Gemm", ["x", "w"], ["y"], ("transB", transposed));
        Assert.AreEqual(expected, Of(model));
    }

    /// <summary>The indices of an axis of y that are zero.</summary>
    private static string Of(ModelBuilder builder, int axis = 1)
    {
        var model = builder.Output("y").Build();
        var probe = SampleInputs.Probe(model, Device.Cpu).Value!;
        var zeros = new ZeroIndices(model, new GraphIndex(model.Graph), probe.Facts).Of("y", axis);
        return zeros is null ? "unknown" : string.Join(' ', zeros.Index().Where(pair => pair.Item).Select(pair => pair.Index));
    }
}
