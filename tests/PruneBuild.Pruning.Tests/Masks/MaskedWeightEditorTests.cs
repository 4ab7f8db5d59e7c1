using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
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
            .Initializer("s", Tensor.Of([.. Enumerable.Range(1, 8).Select(i => 0.01f * i)]))
            .Initializer("z", Tensor.Of(ElementType.UInt8, new byte[] { 128, 127, 126, 125, 124, 123, 122, 121 }))
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

        Assert.IsTrue(
            after.Values.SequenceEqual(MaskedWeightEditor.Read(model, index, weight, stored)[0].Values), "without a new model too");
    }

    /// <summary>Six features in blocks of four and two: the last block is cut short.</summary>
    [TestMethod]
    [DataRow(0, 2, 3)]
    [DataRow(1, 6, 1)]
    public void FourBitsInBlocksKeepTheirScalesAndZeroIsTheZeroPoint(int axis, int rows, int columns)
    {
        var model = new ModelBuilder(21, 10)
            .Input("x", ElementType.Float, "batch", 6)
            .Initializer("w", new Tensor(ElementType.UInt4, [6, 3], (byte[])[0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE, 0x71]))
            .Initializer("s", Tensor.Of([.. Enumerable.Range(1, rows * columns).Select(i => 0.1f * i)], rows, columns))
            .Initializer("z", new Tensor(ElementType.UInt4, [rows, columns], (byte[])[0x78, 0x56, 0x34]))
            .Node("DequantizeLinear", ["w", "s", "z"], ["wf"], ("axis", axis), ("block_size", 4))
            .Node("MatMul", ["x", "wf"], ["h"]).Node("Relu", ["h"], ["y"])
            .Output("y").Build();
        var (weight, index) = Only(model);
        var before = MaskedWeightEditor.Read(model, index, weight)[0];
        // The integer 13 is that of the fifth feature and the second output.
        Assert.AreEqual((13 - 4) * 0.5f, before[4, 1], 1e-6);
        var decoded = SessionValues(model);
        Assert.IsTrue(before.Values.SequenceEqual(decoded), "as the runtime decodes it");
        var stored = MaskedWeightEditor.Store(model, index, weight, [Matrix.Create(6, 3, (i, o) => (i + o) % 2 == 0 ? 0 : before[i, o])]);
        var after = MaskedWeightEditor.Read(model, index, weight, stored)[0];
        for (var i = 0; i < 18; i++)
            Assert.AreEqual(((i / 3) + (i % 3)) % 2 == 0 ? 0 : before[i / 3, i % 3], after[i / 3, i % 3], 1e-6);
    }

    /// <summary>The weight, row by row, as what a unit vector puts out.</summary>
    private static double[] SessionValues(OnnxModel model)
    {
        var graph = model.Graph.Clone();
        graph.Output.Clear();
        graph.Output.Add(new ValueInfoProto { Name = "h" });
        var inputs = new Dictionary<string, Tensor>
        {
            ["x"] = Tensor.Of([.. Enumerable.Range(0, 36).Select(i => i % 7 == 0 ? 1f : 0f)], 6, 6),
        };
        using var session = ModelSession.Open(model.WithGraph(graph), Device.Cpu).Value!;
        return [.. session.Run(inputs)["h"].ToFloats().Select(value => (double)value)];
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
