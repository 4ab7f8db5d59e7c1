using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Masks;

[TestClass]
public sealed class MaskedWeightEditorTests
{
    [TestMethod]
    public void IntegersBehindADequantizeLinearKeepTheirScalesAndZeroIsTheZeroPoint()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4)
            .Initializer("w", Tensor.Of(ElementType.UInt8, [.. Enumerable.Range(0, 32).Select(i => (byte)(100 + (5 * i)))], 4, 8))
            .Initializer("s", Tensor.Of([.. Enumerable.Range(1, 8).Select(i => 0.01f * i)])).Initializer("z", Tensor.Of(ElementType.UInt8, new byte[] { 128, 127, 126, 125, 124, 123, 122, 121 }))
            .Node("DequantizeLinear", ["w", "s", "z"], ["wf"], ("axis", 1))
            .Node("MatMul", ["x", "wf"], ["h"]).Node("Relu", ["h"], ["y"])
            .Output("y").Build();
        var (weight, index) = Only(model);
        var before = MaskedWeightEditor.Read(model, index, weight)[0];
        Assert.AreEqual((100 - 128) * 0.01f, before[0, 0], 1e-6);
        var masked = Matrix.Create(4, 8, (i, o) => i % 2 == 0 ? 0 : before[i, o]);
        var stored = MaskedWeightEditor.Store(model, index, weight, [masked]);
        var edited = MaskedWeightEditor.Apply(model, new Dictionary<string, TensorProto> { [weight.Tensor] = stored });
        var after = MaskedWeightEditor.Read(edited, new GraphIndex(edited.Graph), weight)[0];
        Assert.AreEqual(ElementType.UInt8, (ElementType)edited.Graph.Initializer[0].DataType);
        for (var o = 0; o < 8; o++)
        {
            Assert.AreEqual(0, after[0, o]);
            Assert.AreEqual(before[1, o], after[1, o], 1e-6);
        }

        Assert.IsTrue(after.Values.SequenceEqual(MaskedWeightEditor.Read(model, index, weight, stored)[0].Values), "without a new model too");
    }

    [TestMethod]
    public void HalfPrecisionIsKept()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float16, "batch", 4)
            .Initializer("w", Tensor.OfFloats(ElementType.Float16, SeededValues.Floats(1, 32), 4, 8))
            .Node("MatMul", ["x", "w"], ["h"]).Node("Relu", ["h"], ["y"])
            .Output("y").Build();
        var (weight, index) = Only(model);
        var stored = MaskedWeightEditor.Store(model, index, weight, MaskedWeightEditor.Read(model, index, weight));
        Assert.IsTrue(model.Read(stored).Bytes.SequenceEqual(model.Read(model.Graph.Initializer[0]).Bytes));
    }

    private static (MaskableWeight Weight, GraphIndex Index) Only(OnnxModel model)
    {
        var probe = SampleInputs.Probe(model, Device.Cpu);
        Assert.IsTrue(probe.IsOk, string.Join("; ", probe.Diagnostics));
        return (MaskableWeights.Find(model, probe.Value.Facts).Weights.Single(), new GraphIndex(model.Graph));
    }
}
