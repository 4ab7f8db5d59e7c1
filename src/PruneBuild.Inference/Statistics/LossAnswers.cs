using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Inference.Statistics;

/// <summary>What a loss compares a batch with: its extra input, and what the square of each record's gradient counts.</summary>
/// <param name="Input">Name of the extra input.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Factors">One for each record.</param>
internal sealed record LossAnswer(string Input, Tensor Value, double[] Factors);

/// <summary>Makes of a model's answers, or of the true ones, what a loss compares with.</summary>
internal static class LossAnswers
{
    // Steps of the golden ratio fill [0, 1) evenly, whatever their number; another irrational number sets seeds apart.
    private const double GoldenRatio = 0.6180339887498949;
    private const double PlasticRatio = 0.7548776662466927;

    /// <summary>True when an output of this shape holds numbers, not classes.</summary>
    public static bool IsQuantity(ValueList<long> shape) => shape.Count < 2 || shape[^1] == 1;

    /// <summary>The extra input of a loss on this output.</summary>
    public static string InputOf(MaskLossKind kind, string output, ValueList<long> shape) =>
        kind == MaskLossKind.Divergence || IsQuantity(shape) ? LossNames.Target(output) : LossNames.Labels;

    /// <summary>What a loss compares a batch with.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="answers">What the original put out: [records, …, classes], or a quantity for each record.</param>
    /// <param name="first">How many answers earlier batches had.</param>
    /// <param name="truth">The true answers, which <see cref="MaskLossKind.Labels" /> alone takes; null for the first class or zero everywhere.</param>
    /// <param name="rowMask">[records, positions], 0 for padding, where nothing is drawn; null without.</param>
    public static LossAnswer Of(MaskLoss loss, string output, Tensor answers, long first, Tensor? truth = null, Tensor? rowMask = null)
    {
        var factors = new double[answers.Rank == 0 ? 1 : answers.Shape[0]];
        Array.Fill(factors, 1);
        var name = InputOf(loss.Kind, output, answers.Shape);
        if (loss.Kind == MaskLossKind.Divergence)
            return new LossAnswer(name, Tensor.Of(answers.ToFloats(), [.. answers.Shape]), factors);
        if (loss.Kind == MaskLossKind.Labels)
            return new LossAnswer(name, truth ?? Nothing(answers.Shape), factors);
        if (!IsQuantity(answers.Shape))
            return new LossAnswer(name, WithoutPadding(Labels(loss, answers, first, factors), rowMask), factors);
        // The squared error's gradient by the answer is then 1 or -1, and its curvature 2.
        if (loss.Kind == MaskLossKind.Curvature)
            Array.Fill(factors, 2);
        return new LossAnswer(name, BesideThem(answers, first), factors);
    }

    private static Tensor Nothing(ValueList<long> shape)
    {
        long[] sizes = IsQuantity(shape) ? [.. shape] : [.. shape.SkipLast(1)];
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        return IsQuantity(shape) ? Tensor.Of(new float[count], sizes) : Tensor.Of(new long[count], sizes);
    }

    /// <summary>Half a unit above or below the answer, in turn.</summary>
    private static Tensor BesideThem(Tensor answers, long first) =>
        Tensor.Of([.. answers.ToFloats().Select((value, i) => value + ((first + i) % 2 == 0 ? 0.5f : -0.5f))], [.. answers.Shape]);

    /// <summary>
    /// Classes to differentiate the log-probability of, so that factor·square is, for the curvature, γ²·E_k[(∂ log p_k)²] = Jᵀ(diag(p) − ppᵀ)J with
    /// p = softmax(z/γ).
    /// </summary>
    /// <remarks>With two classes and one answer a record one of them is enough and the curvature exact: both gradients are multiples of one
    /// another. The less likely one has the larger gradient, hence the smaller rounding. With more classes it is the class that a fixed
    /// sequence draws from p: an unbiased estimate from one backward pass.</remarks>
    private static Tensor Labels(MaskLoss loss, Tensor logits, long first, double[] factors)
    {
        var classes = (int)logits.Shape[^1];
        var values = logits.ToFloats();
        var exact = loss.Kind == MaskLossKind.Curvature && classes == 2 && logits.Rank == 2;
        if (loss.Kind == MaskLossKind.Curvature)
            Array.Fill(factors, loss.Temperature * loss.Temperature);
        var labels = new long[values.Length / classes];
        for (var answer = 0; answer < labels.Length; answer++)
        {
            var p = Probabilities(values.AsSpan(answer * classes, classes), loss.Temperature);
            labels[answer] = exact ? (p[0] < p[1] ? 0 : 1) : Draw(p, (((first + answer + 1) * GoldenRatio) + (loss.Seed * PlasticRatio)) % 1);
            if (exact)
                factors[answer] *= p[labels[answer]] / (1 - p[labels[answer]]);
        }

        return Tensor.Of(labels, [.. logits.Shape.SkipLast(1)]);
    }

    /// <summary>−1, which a cross-entropy passes over, where a position is padding.</summary>
    private static Tensor WithoutPadding(Tensor labels, Tensor? rowMask)
    {
        if (rowMask is null || !labels.Shape.SequenceEqual(rowMask.Shape))
            return labels;
        var counts = rowMask.ToFloats();
        return Tensor.Of([.. labels.ToInt64s().Select((label, i) => counts[i] == 0 ? -1 : label)], [.. labels.Shape]);
    }

    private static double[] Probabilities(ReadOnlySpan<float> logits, double temperature)
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

    /// <summary>The class at which the cumulated probability passes a place in [0, 1).</summary>
    private static int Draw(double[] p, double place)
    {
        for (var label = 0; label < p.Length - 1; label++)
        {
            place -= p[label];
            if (place < 0)
                return label;
        }

        return p.Length - 1;
    }
}
