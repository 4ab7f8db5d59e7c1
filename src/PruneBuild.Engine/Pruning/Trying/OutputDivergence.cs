using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary>How far a model's outputs are from the original's, as one number that searches can lower. Needs no labels.</summary>
internal static class OutputDivergence
{
    /// <summary>The mean over the float outputs: KL(original ‖ other) in nats, over the rows of outputs that are scores of classes; the squared error
    /// relative to the original's energy for all others.</summary>
    /// <param name="original">Outputs of the original, by name.</param>
    /// <param name="other">Outputs of the other model.</param>
    /// <param name="batch">The batch, whose padding does not count.</param>
    /// <remarks>Scores of classes: [records, classes], two classes at least. Longer outputs may be features as well as logits of a language model;
    /// their squared error serves both.</remarks>
    public static double Of(IReadOnlyDictionary<string, Tensor> original, IReadOnlyDictionary<string, Tensor> other, Batch batch)
    {
        var names = original.Where(pair => pair.Value.Type is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 or ElementType.Double)
            .Select(pair => pair.Key).Order(StringComparer.Ordinal).ToArray();
        return names.Average(name => Of(original[name], other[name], batch));
    }

    private static double Of(Tensor original, Tensor other, Batch batch)
    {
        var (left, right) = (original.ToFloats(), other.ToFloats());
        return original is { Rank: 2 } && original.Shape[1] >= 2
            ? Divergence(left, right, (int)original.Shape[1])
            : RelativeError(left, right, original.Shape, batch.RowMask);
    }

    private static double Divergence(float[] left, float[] right, int columns)
    {
        var sum = 0.0;
        for (var start = 0; start < left.Length; start += columns)
            sum += Comparisons.KullbackLeibler(left.AsSpan(start, columns), right.AsSpan(start, columns));
        return sum / Math.Max(1, left.Length / columns);
    }

    private static double RelativeError(float[] left, float[] right, ValueList<long> shape, Tensor? rowMask)
    {
        var counts = rowMask is not null && shape.Count >= 2 && shape[0] == rowMask.Shape[0] && shape[1] == rowMask.Shape[1] ? rowMask.ToFloats() : null;
        var width = counts is null ? left.Length : left.Length / counts.Length;
        var (error, energy) = (0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            if (counts is not null && counts[i / width] == 0)
                continue;
            error += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
            energy += (double)left[i] * left[i];
        }

        return error / Math.Max(energy, double.Epsilon);
    }
}
