using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients.Rules;

[TestClass]
public sealed class QuantizationRulesTests
{
    private static readonly Tensor x = Tensor.Of(SeededValues.Floats(1, 6), 2, 3);

    [TestMethod]
    public void RoundingCountsAsTheIdentity()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 2, 3).Weight("w", 1, 3)
            .Initializer("scale", Tensor.Of([0.01f, 0.02f, 0.03f], 3)).Initializer("zero", Tensor.Of(ElementType.Int8, new sbyte[3], 3))
            .Node("QuantizeLinear", ["x", "scale", "zero"], ["q"]).Node("DequantizeLinear", ["q", "scale", "zero"], ["d"])
            .Node("Mul", ["d", "w"], ["y"]);

        var gradient = Gradient(model, out var read);

        var w = read("w");
        Close.AreClose([.. w, .. w], gradient, 1e-6);
    }

    [TestMethod]
    public void AProductOfIntegersIsThatOfTheFloatsTheyStandFor()
    {
        // The weight's floats are (b − 3)·0.5.
        var model = new ModelBuilder().Input("x", ElementType.Float, 2, 3)
            .Initializer("b", Tensor.Of(ElementType.Int8, new sbyte[] { 1, 5, 3, 4, 0, 7 }, 3, 2))
            .Initializer("zero", Tensor.Scalar(ElementType.Int8, (sbyte)3))
            .Scalar("half", 0.5f)
            .Node("DynamicQuantizeLinear", ["x"], ["q", "s", "z"]).Node("MatMulInteger", ["q", "b", "z", "zero"], ["p"])
            .Node("Cast", ["p"], ["c"], ("to", (int)ElementType.Float)).Node("Mul", ["s", "half"], ["scale"])
            .Node("Mul", ["c", "scale"], ["y"]);

        var gradient = Gradient(model, out _);

        float[] rows = [(1 - 3 + 5 - 3) * 0.5f, (3 - 3 + 4 - 3) * 0.5f, (0 - 3 + 7 - 3) * 0.5f];
        Close.AreClose([.. rows, .. rows], gradient, 1e-5);
    }

    private static float[] Gradient(ModelBuilder builder, out Func<string, float[]> read)
    {
        var model = builder.Node("ReduceSum", ["y"], ["loss"], ("keepdims", 0)).Output("loss").Build();
        read = name => model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();
        var inputs = new Dictionary<string, Tensor> { ["x"] = x };
        var extended = GradientGraph.Add(model, Probe.Run(model, inputs, Device.Cpu).Value!, "loss", ["x"]);
        Assert.IsTrue(extended.IsOk, string.Join("; ", extended.Diagnostics));
        using var session = ModelSession.Open(extended.Value, Device.Cpu).Value!;
        return session.Run(inputs)[GradientGraph.OutputOf("x")].ToFloats();
    }
}
