using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class ExactProductsTests
{
    private static readonly float[] Values = SeededValues.Floats(4, 12);

    [TestMethod]
    public void ProductsOfIntegersComputeInFloats()
    {
        var model = Quantized(weightZero: 7).Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float))
            .Node("Mul", ["f", "xs"], ["y"]).Output("y", ElementType.Float, "batch", 2).Build();

        var exact = ExactProducts.Of(model);

        Assert.IsTrue(TopologicalOrder.IsSorted(exact.Graph));
        CollectionAssert.AreEquivalent(
            new[] { "Identity", "Cast", "Cast", "Sub", "MatMul", "Cast", "Mul" }, exact.Graph.Node.Select(node => node.OpType).ToArray());
        var expected = Enumerable.Range(0, 6).Select(
            i => Enumerable.Range(0, 4).Sum(k => Values[((i / 2) * 4) + k] * (((k * 2) + (i % 2) + 1) * 5 - 7))).ToArray();
        Close.AreClose(expected, Run(exact), 1e-5);
        Close.AreClose(expected, Run(model), 1);
        CollectionAssert.AreNotEqual(Run(exact), Run(model), "one of them rounds");
    }

    [TestMethod]
    public void IntegersThatAreReadAsSuchStay()
    {
        var model = Quantized(weightZero: 0).Output("i", ElementType.Int32, "batch", 2).Build();

        Assert.AreEqual("DynamicQuantizeLinear", ExactProducts.Of(model).Graph.Node[0].OpType);
    }

    [TestMethod]
    public void AModelWithoutThemStaysAsItIs()
    {
        var model = TinyModels.Mlp();

        Assert.AreSame(model, ExactProducts.Of(model));
    }

    private static ModelBuilder Quantized(byte weightZero) => new ModelBuilder().Input("x", ElementType.Float, "batch", 4)
        .Initializer("w", new Tensor(ElementType.UInt8, [4, 2], new byte[] { 5, 10, 15, 20, 25, 30, 35, 40 }))
        .Initializer("wz", new Tensor(ElementType.UInt8, [], new[] { weightZero }))
        .Node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]).Node("MatMulInteger", ["xq", "w", "xz", "wz"], ["i"]);

    private static float[] Run(OnnxModel model)
    {
        using var session = ModelSession.Open(model, Device.Cpu, new SessionSettings(1, GraphOptimization.None)).Value!;
        return session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(Values, 3, 4) })["y"].ToFloats();
    }
}
