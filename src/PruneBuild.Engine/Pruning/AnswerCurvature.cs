using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning;

/// <summary>
/// Which class's log-probability to differentiate for each record, and what its square counts, so that their sum is the curvature
/// γ²·E_k[(∂ log p_k)²] = Jᵀ(diag(p) − ppᵀ)J of a divergence at its zero, with p = softmax(z/γ).
/// </summary>
/// <param name="temperature">γ.</param>
internal sealed class AnswerCurvature(double temperature)
{
    /// <summary>Labels [records, …] and a factor for each record, for a batch of logits [records, …, classes].</summary>
    /// <remarks>With two classes and one answer a record one of them is enough and the result exact: both gradients are multiples of one another. The less likely one
    /// has the larger gradient, hence the smaller rounding. With more classes it is the class that a fixed sequence draws from p: an unbiased
    /// estimate from one backward pass.</remarks>
    public (Tensor Labels, double[] Factors) Weights(Tensor logits)
    {
        var classes = (int)logits.Shape[^1];
        var values = logits.ToFloats();
        var exact = classes == 2 && logits.Rank == 2;
        var labels = new long[values.Length / classes];
        var factors = new double[logits.Shape[0]];
        Array.Fill(factors, temperature * temperature);
        for (var answer = 0; answer < labels.Length; answer++)
        {
            var p = Probabilities(values.AsSpan(answer * classes, classes));
            labels[answer] = exact ? (p[0] < p[1] ? 0 : 1) : Draw(p, answer);
            if (exact)
                factors[answer] *= p[labels[answer]] / (1 - p[labels[answer]]);
        }

        return (Tensor.Of(labels, [.. logits.Shape.SkipLast(1)]), factors);
    }

    private double[] Probabilities(ReadOnlySpan<float> logits)
    {
        var p = new double[logits.Length];
        var highest = double.NegativeInfinity;
        foreach (var logit in logits)
            highest = Math.Max(highest, logit / temperature);
        for (var i = 0; i < p.Length; i++)
            p[i] = Math.Exp((logits[i] / temperature) - highest);
        var sum = p.Sum();
        return Array.ConvertAll(p, value => value / sum);
    }

    /// <summary>The class at which the cumulated probability passes the answer's place in the golden-ratio sequence.</summary>
    private static int Draw(double[] p, int answer)
    {
        var place = (answer + 1) * 0.6180339887498949 % 1;
        for (var label = 0; label < p.Length - 1; label++)
        {
            place -= p[label];
            if (place < 0)
                return label;
        }

        return p.Length - 1;
    }
}
