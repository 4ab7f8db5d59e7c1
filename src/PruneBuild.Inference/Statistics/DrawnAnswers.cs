using PruneBuild.Onnx;

namespace PruneBuild.Inference.Statistics;

/// <summary>Answers drawn from a model's own distribution, the same in every run.</summary>
internal static class DrawnAnswers
{
    // Steps of the golden ratio fill [0, 1) evenly, whatever their number.
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>A class for each row of logits [..., classes]: int64 [...].</summary>
    /// <param name="logits">The logits of a batch.</param>
    /// <param name="first">How many rows earlier batches had.</param>
    public static Tensor Of(Tensor logits, long first)
    {
        var classes = (int)logits.Shape[^1];
        var values = logits.ToFloats();
        var drawn = new long[values.Length / classes];
        for (var row = 0; row < drawn.Length; row++)
            drawn[row] = Draw(values.AsSpan(row * classes, classes), (first + row + 1) * GoldenRatio % 1);
        return Tensor.Of(drawn, [.. logits.Shape.SkipLast(1)]);
    }

    private static long Draw(ReadOnlySpan<float> logits, double place)
    {
        double highest = float.NegativeInfinity, sum = 0;
        foreach (var logit in logits)
            highest = Math.Max(highest, logit);
        foreach (var logit in logits)
            sum += Math.Exp(logit - highest);
        for (var i = 0; i < logits.Length - 1; i++)
        {
            place -= Math.Exp(logits[i] - highest) / sum;
            if (place < 0)
                return i;
        }

        return logits.Length - 1;
    }
}
