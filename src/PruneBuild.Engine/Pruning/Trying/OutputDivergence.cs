using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary>How far a model's outputs are from the original's, as one number that searches can lower. Needs no labels.</summary>
internal static class OutputDivergence
{
    /// <summary>KL(original ‖ other) in nats, the mean over the rows of outputs that are scores; where no output is, the squared error
    /// relative to the original's energy, the mean over the float outputs.</summary>
    /// <param name="original">Outputs of the original, by name.</param>
    /// <param name="other">Outputs of the other model.</param>
    /// <param name="batch">The batch, whose padding does not count.</param>
    /// <remarks>What a model answers with is its scores, of classes or of the next token;
    /// caches and features beside them only follow.</remarks>
    public static double Of(IReadOnlyDictionary<string, Tensor> original, IReadOnlyDictionary<string, Tensor> other, Batch batch)
    {
        var outputs = original.Where(pair => pair.Value.Type.IsFloat())
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var scores = outputs.Where(pair => IsScores(pair.Value, batch)).ToArray();
        return scores.Length > 0
            ? scores.Average(pair => Divergence(pair.Value, other[pair.Key], batch.RowMask))
            : outputs.Average(pair => RelativeError(pair.Value.ToFloats(), other[pair.Key].ToFloats(), pair.Value.Shape, batch.RowMask));
    }

    /// <summary>Scores of classes, [records, classes], two at least; or of tokens, [records, positions, vocabulary].</summary>
    /// <remarks>Features of every position have that shape too. They are narrower than the vocabulary,
    /// so that a batch holds tokens beyond them.</remarks>
    private static bool IsScores(Tensor output, Batch batch) => output.Rank switch
    {
        2 => output.Shape[1] >= 2,
        3 => batch.Inputs.Any(
            input => PredictedTokens.MayBe(input.Key, input.Value.Type) && input.Value.Shape.SequenceEqual(output.Shape.Take(2))
                && input.Value.ToInt64s().All(token => token < output.Shape[2])),
        _ => false,
    };

    private static double Divergence(Tensor original, Tensor other, Tensor? rowMask)
    {
        var (left, right, columns) = (original.ToFloats(), other.ToFloats(), (int)original.Shape[^1]);
        var counts = MaskOf(original.Shape, rowMask);
        var (sum, rows) = (0.0, 0);
        for (var row = 0; row < left.Length / columns; row++)
        {
            if (counts is not null && counts[row] == 0)
                continue;
            ReadOnlySpan<float> own = left.AsSpan(row * columns, columns), others = right.AsSpan(row * columns, columns);
            sum += AreShares(own) ? Comparisons.KullbackLeiblerOfShares(own, others) : Comparisons.KullbackLeibler(own, others);
            rows++;
        }

        return sum / Math.Max(1, rows);
    }

    /// <summary>Numbers from 0 to 1 that add up to 1 are probabilities; logits do so by rare chance only.</summary>
    private static bool AreShares(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var value in row)
        {
            if (value is < 0 or > 1)
                return false;
            sum += value;
        }

        return Math.Abs(sum - 1) < 1e-3;
    }

    /// <summary>The mask's rows where an output has a row for each; null where it has other rows.</summary>
    private static float[]? MaskOf(ValueList<long> shape, Tensor? rowMask) =>
        rowMask is not null && shape.Count >= 3 && shape[0] == rowMask.Shape[0] && shape[1] == rowMask.Shape[1] ? rowMask.ToFloats() : null;

    private static double RelativeError(float[] left, float[] right, ValueList<long> shape, Tensor? rowMask)
    {
        var counts = MaskOf(shape, rowMask);
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
