using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Upgrading;

[TestClass]
public sealed class OpsetUpgradeTests
{
    [TestMethod]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(9)]
    [DataRow(10)]
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
        OpsetUpgrade.Apply(new ModelBuilder(opset: 6).Input("x", ElementType.Float, 2).Node("Relu", ["x"], ["y"]).Output("y").Build()));

    [TestMethod]
    [DataRow(7, 2f)]
    [DataRow(9, 2f)]
    [DataRow(10, 2f)]
    [DataRow(10, 0.75f)]
    public void ParametersThatWereAttributesBecomeInputs(int opset, float scale)
    {
        float[] scales = [1, scale, 1];
        var builder = new ModelBuilder(opset).Input("x", ElementType.Float, 2, 4, 3)
            .Node("Clip", ["x"], ["low"], ("max", 0.6f)).Node("Clip", ["low"], ["high"], ("min", -0.6f)).Node("Clip", ["high"], ["all"])
            .Node("Pad", ["all"], ["padded"], ("pads", new long[] { 0, 1, 0, 0, 0, 1 }), ("value", 0.25f));
        if (opset < 9)
            builder.Node("Upsample", ["padded"], ["sized"], ("scales", scales));
        else
            builder.Initializer("scales", Tensor.Of(scales)).Node(opset < 10 ? "Upsample" : "Resize", ["padded", "scales"], ["sized"]);
        if (opset < 10)
        {
            builder
                .Node("Slice", ["sized"], ["part"], ("starts", new long[] { 1 }), ("ends", new long[] { 4 }), ("axes", new long[] { 1 }))
                .Node("TopK", ["part"], ["top", "places"], ("k", 2L));
        }
        else
        {
            builder.Integers("k", 2).Node("TopK", ["sized", "k"], ["top", "places"]);
        }

        if (opset >= 9)
        {
            builder.Initializer("at", Tensor.Of(new long[2], 1, 1, 2))
                .Weight("put", 3, 1, 1, 2).Node("Scatter", ["top", "at", "put"], ["last"], ("axis", 1));
        }

        var model = builder.Node("Identity", [opset < 9 ? "top" : "last"], ["y"]).Output("y").Build();

        var upgraded = OpsetUpgrade.Apply(model);

        CollectionAssert.AreEqual(Run(model), Run(upgraded));
        Assert.IsFalse(upgraded.Graph.Node.Any(node => node.OpType is "Upsample" or "Scatter"));
    }

    [TestMethod]
    public void NormalizationsOverChannelsLoseAnAttributeThatSaysSo()
    {
        var builder = new ModelBuilder(opset: 7).Input("x", ElementType.Float, 2, 4, 3);
        foreach (var (seed, name) in new[] { "scale", "bias", "mean", "variance" }.Index())
            builder.Initializer(name, Tensor.Of([.. SeededValues.Floats(seed, 4).Select(value => value + 2)]));
        var model = builder
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], ("spatial", 1L)).Output("y").Build();

        CollectionAssert.AreEqual(Run(model), Run(OpsetUpgrade.Apply(model)));
    }

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
