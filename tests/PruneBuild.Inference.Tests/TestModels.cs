using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests;

/// <summary>Tiny models, batches for them, and what tests ask of both.</summary>
internal static class TestModels
{
    /// <summary>x[batch, sequence, 4] → h = Relu(x·up) [.., width] → y = h·down [.., 3].</summary>
    public static OnnxModel TwoLayers(int width = 6) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", "sequence", 4)
        .Weight("up", 1, 4, width).Weight("down", 2, width, 3)
        .Node("MatMul", ["x", "up"], ["a"]).Node("Relu", ["a"], ["h"])
        .Node("MatMul", ["h", "down"], ["y"])
        .Output("y").Build();

    /// <summary>x[batch, 4] → a → b → c, each a Gemm of four features behind a Tanh, with c = …·w3 + a.</summary>
    public static OnnxModel Chain() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 4)
        .Weight("w1", 1, 4, 4).Weight("w2", 2, 4, 4).Weight("w3", 3, 4, 4)
        .Node("MatMul", ["x", "w1"], ["a0"]).Node("Tanh", ["a0"], ["a"])
        .Node("MatMul", ["a", "w2"], ["b0"]).Node("Tanh", ["b0"], ["b"])
        .Node("MatMul", ["b", "w3"], ["c0"]).Node("Add", ["c0", "a"], ["c"])
        .Output("c").Build();

    /// <summary>Batches of an input x whose axes behind the first two are given.</summary>
    public static Batch[] Batches(int count, params long[] shape) => [.. Enumerable.Range(0, count).Select(i => new Batch(
        new Dictionary<string, Tensor> { ["x"] = Values(i, shape) },
        Enumerable.Range(i * (int)shape[0], (int)shape[0]).ToValueList()))];

    public static Tensor Values(int seed, params long[] shape) =>
        Tensor.Of(SeededValues.Floats(seed, (int)shape.Aggregate(1L, (product, size) => product * size)), shape);

    public static ModelSession Open(OnnxModel model, SessionSettings? settings = null) =>
        Must(ModelSession.Open(model, Device.Cpu, settings ?? SessionSettings.Reproducible));

    public static ModelStructure Structure(OnnxModel model, out ShapeFacts facts)
    {
        facts = Must(SampleInputs.Probe(model, Device.Cpu)).Facts;
        return DimensionInference.Infer(model, facts);
    }

    public static T Must<T>(Diagnostics.Result<T> result)
    {
        Assert.IsTrue(result.IsOk, string.Join("; ", result.Diagnostics));
        return result.Value;
    }
}
