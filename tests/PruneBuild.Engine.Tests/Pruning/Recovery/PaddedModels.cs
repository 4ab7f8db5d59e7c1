using PruneBuild.Inference;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

/// <summary>A model that works position by position, so that what padding holds changes nothing else; and batches with padding.</summary>
internal static class PaddedModels
{
    /// <summary>x[batch, sequence, 6] → 8 → outputs.</summary>
    public static OnnxModel Of(int outputs) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", "sequence", 6).Weight("first", 1, 6, 8).Weight("second", 2, 8, outputs)
        .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "second"], ["y"])
        .Output("y").Build();

    /// <summary>ids[batch, sequence] → 6 → 8 → scores of seven tokens.</summary>
    public static OnnxModel OfTokens() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence").Weight("table", 1, 7, 6).Weight("first", 2, 6, 8).Weight("second", 3, 8, 7)
        .Node("Gather", ["table", "ids"], ["x"]).Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"])
        .Node("MatMul", ["b", "second"], ["y"])
        .Output("y").Build();

    /// <summary>As <see cref="Batches" />, of tokens.</summary>
    public static Batch[] TokenBatches(long padding) =>
    [
        .. Batches(0).Select((batch, i) =>
        {
            long[] ids = [.. SeededValues.Integers(i, 8, 7).Select(id => (long)id)];
            ids.AsSpan(6).Fill(padding);
            return batch with { Inputs = new Dictionary<string, Tensor> { ["ids"] = Tensor.Of(ids, 2, 4) } };
        }),
    ];

    /// <summary>Three batches of two records of four positions, of which the last record has two real ones.</summary>
    /// <param name="padding">What the others hold.</param>
    public static Batch[] Batches(float padding) =>
    [
        .. Enumerable.Range(0, 3).Select(i =>
        {
            var values = SeededValues.Floats(i, 2 * 4 * 6);
            values.AsSpan(6 * 6).Fill(padding);
            return new Batch(
                new Dictionary<string, Tensor> { ["x"] = Tensor.Of(values, 2, 4, 6) }, [2 * i, (2 * i) + 1],
                Tensor.Of([1f, 1, 1, 1, 1, 1, 0, 0], 2, 4));
        }),
    ];
}
