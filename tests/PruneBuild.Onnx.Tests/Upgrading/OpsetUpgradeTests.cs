using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Upgrading;

[TestClass]
public sealed class OpsetUpgradeTests
{
    [TestMethod]
    [DataRow(11)]
    [DataRow(12)]
    [DataRow(13)]
    [DataRow(17)]
    public void TheUpgradedModelComputesTheSame(int opset)
    {
        var model = Model(opset);

        var upgraded = OpsetUpgrade.Apply(model);

        Assert.AreEqual(OpsetUpgrade.Target, upgraded.Opset());
        CollectionAssert.AreEqual(Run(model), Run(upgraded));
    }

    [TestMethod]
    public void ALaterModelStaysAsItIs()
    {
        var model = new ModelBuilder(opset: 21).Input("x", ElementType.Float, 2).Node("Relu", ["x"], ["y"]).Output("y").Build();

        Assert.AreSame(model, OpsetUpgrade.Apply(model));
    }

    [TestMethod]
    public void AnOlderModelIsRefused() => Assert.ThrowsExactly<ArgumentException>(() =>
        OpsetUpgrade.Apply(new ModelBuilder(opset: 10).Input("x", ElementType.Float, 2).Node("Relu", ["x"], ["y"]).Output("y").Build()));

    private static OnnxModel Model(int opset)
    {
        var builder = new ModelBuilder(opset).Input("x", ElementType.Float, 2, 4, 3);
        if (opset < 13)
        {
            builder.Node("Unsqueeze", ["x"], ["u"], ("axes", new[] { 0 })).Node("Squeeze", ["u"], ["q"], ("axes", new[] { 0 }))
                .Node("ReduceSum", ["q"], ["r"], ("axes", new[] { 2 }), ("keepdims", 1))
                .Node("Split", ["q"], ["a", "b"], ("axis", 1), ("split", new[] { 1, 3 }))
                .Node("Softmax", ["b"], ["s"], ("axis", 1)).Node("LogSoftmax", ["s"], ["l"], ("axis", -1));
        }
        else
        {
            builder.Integers("axes", 2).Node("ReduceSum", ["x", "axes"], ["r"]).Integers("parts", 1, 3)
                .Node("Split", ["x", "parts"], ["a", "b"], ("axis", 1)).Node("Softmax", ["b"], ["l"], ("axis", 1));
        }

        return builder.Node("Split", ["r"], ["c", "d"], ("axis", 1)).Node("ReduceMean", ["l"], ["m"], ("axes", new[] { 1 }))
            .Node("Dropout", ["m"], ["k"]).Node("Add", ["c", "k"], ["e"]).Node("Sub", ["e", "d"], ["f"]).Node("Mul", ["f", "a"], ["y"])
            .Output("y").Build();
    }

    private static float[] Run(OnnxModel model)
    {
        var session = ModelSession.Open(model, Device.Cpu);
        Assert.IsTrue(session.IsOk, string.Join("; ", session.Diagnostics));
        using var open = session.Value;
        return open.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(5, 24), 2, 4, 3) }, ["y"])["y"].ToFloats();
    }
}
