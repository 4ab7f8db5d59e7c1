using PruneBuild.Numerics.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Inference.Statistics;

/// <summary>What a loss compares a batch with, and what the square of each record's gradient counts.</summary>
/// <param name="Input">Name of the extra input that holds the answers.</param>
/// <param name="Inputs">What all extra inputs hold.</param>
/// <param name="Factors">One for each record.</param>
internal sealed record LossAnswer(string Input, IReadOnlyDictionary<string, Tensor> Inputs, double[] Factors)
{
    /// <summary>The answers, records first.</summary>
    public Tensor Value => Inputs[Input];
}

/// <summary>Makes of a model's answers, or of the true ones, what a loss compares with.</summary>
internal static class LossAnswers
{
    // Steps of the golden ratio fill [0, 1) evenly, whatever their number; another irrational number sets seeds apart.
    private const double GoldenRatio = 0.6180339887498949;
    private const double PlasticRatio = 0.7548776662466927;

    /// <summary>True when a loss takes an output for numbers, not for scores of classes:
    /// features too, unless there are true classes of them.</summary>
    public static bool AreNumbers(MaskLoss loss, AnswerOutput output) =>
        loss.Kind == MaskLossKind.Labels ? output.Fact.Shape is not [_, .., > 1] : !output.AreScores;

    /// <summary>True when the class that a record's loss is made of is the less likely one of two, whatever the batch:
    /// a model can name it while it runs.</summary>
    /// <remarks>With two classes and one answer a record one of them is enough and the curvature exact: both gradients are multiples of one
    /// another. The less likely one has the larger gradient, hence the smaller rounding.</remarks>
    public static bool AreTheLessLikely(MaskLoss loss, AnswerOutput output) =>
        loss.Kind == MaskLossKind.Curvature && !AreNumbers(loss, output) && output.Fact.Shape is [_, 2];

    /// <summary>What a loss compares a batch with.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="output">The output.</param>
    /// <param name="answers">What the original put out: [records, …, classes], features of that shape, or a number for each record.</param>
    /// <param name="first">How many answers earlier batches had.</param>
    /// <param name="truth">The true answers, which <see cref="MaskLossKind.Labels" /> alone takes;
    /// null for the first class or zero everywhere.</param>
    /// <param name="rowMask">[records, positions], 0 for padding, which does not count; null without.</param>
    public static LossAnswer Of(
        MaskLoss loss, AnswerOutput output, Tensor answers, long first, Tensor? truth = null, Tensor? rowMask = null)
    {
        var factors = new double[answers.Rank == 0 ? 1 : answers.Shape[0]];
        Array.Fill(factors, 1);
        var numbers = AreNumbers(loss, output);
        if (loss.Kind == MaskLossKind.Divergence)
        {
            var rows = RowWeights.Flags(rowMask, numbers ? answers.Shape.Span : answers.Shape.Span[..^1]);
            return Of(
                LossNames.Target(output.Name), Tensor.Of(answers.ToFloats(), [.. answers.Shape]), factors,
                (LossNames.Rows(output.Name), rows));
        }

        var name = numbers ? LossNames.Target(output.Name) : LossNames.Labels;
        if (loss.Kind == MaskLossKind.Labels)
            return Of(name, truth ?? Nothing(answers.Shape, numbers), factors);
        if (!numbers)
            return Of(name, WithoutPadding(Labels(loss, output, answers, first, factors), rowMask), factors);
        // The squared error's gradient by each number is then 1 or -1, and its curvature 2.
        if (loss.Kind == MaskLossKind.Curvature)
            Array.Fill(factors, 2);
        return Of(name, BesideThem(answers, first, loss.Seed, rowMask), factors);
    }

    private static LossAnswer Of(string input, Tensor value, double[] factors, params ReadOnlySpan<(string Name, Tensor Value)> others)
    {
        var inputs = new Dictionary<string, Tensor> { [input] = value };
        foreach (var (name, other) in others)
            inputs.Add(name, other);
        return new LossAnswer(input, inputs, factors);
    }

    private static Tensor Nothing(ValueList<long> shape, bool numbers)
    {
        long[] sizes = numbers ? [.. shape] : [.. shape.SkipLast(1)];
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        return numbers ? Tensor.Of(new float[count], sizes) : Tensor.Of(new long[count], sizes);
    }

    /// <summary>Half a unit above or below each number; padding stays where it is, and has no gradient then.</summary>
    /// <remarks>Of several numbers a record, the square of the sum of their gradients is the sum of the squares in the mean, provided that
    /// signs are drawn each by itself.</remarks>
    private static Tensor BesideThem(Tensor answers, long first, int seed, Tensor? rowMask)
    {
        var (values, single) = (answers.ToFloats(), answers.Shape is not [_, .., > 1]);
        var counts = RowWeights.Flags(rowMask, answers.Shape.Span);
        var (flags, each) = (counts.ToFloats(), values.Length / counts.Count);
        return Tensor.Of(
            [.. values.Select((value, i) => flags[i / each] == 0 ? value : value + (IsAbove(first + i) ? 0.5f : -0.5f))],
            [.. answers.Shape]);

        bool IsAbove(long place) => single
            ? place % 2 == 0
            : (SplitMix64.Scatter(unchecked((ulong)place + ((ulong)(uint)seed * SplitMix64.Step))) & 1) == 0;
    }

    /// <summary>
    /// Classes to differentiate the log-probability of, so that factor·square is, for the curvature,
    /// γ²·E_k[(∂ log p_k)²] = Jᵀ(diag(p) − ppᵀ)J with p = softmax(z/γ).
    /// </summary>
    /// <remarks>Where it is not the less likely of two (<see cref="AreTheLessLikely" />), it is the class that a fixed sequence draws
    /// from p: an unbiased estimate from one backward pass.</remarks>
    private static Tensor Labels(MaskLoss loss, AnswerOutput output, Tensor logits, long first, double[] factors)
    {
        var classes = (int)logits.Shape[^1];
        var values = logits.ToFloats();
        var exact = AreTheLessLikely(loss, output);
        if (loss.Kind == MaskLossKind.Curvature)
            Array.Fill(factors, loss.Temperature * loss.Temperature);
        var labels = new long[values.Length / classes];
        for (var answer = 0; answer < labels.Length; answer++)
        {
            var p = Probabilities(values.AsSpan(answer * classes, classes), loss.Temperature);
            labels[answer] = exact
                ? (p[0] < p[1] ? 0 : 1)
                : Draw(p, (((first + answer + 1) * GoldenRatio) + (loss.Seed * PlasticRatio)) % 1);
            if (exact)
                factors[answer] *= p[labels[answer]] / (1 - p[labels[answer]]);
        }

        return Tensor.Of(labels, [.. logits.Shape.SkipLast(1)]);
    }

    /// <summary>−1, which a cross-entropy passes over, where a position is padding.</summary>
    private static Tensor WithoutPadding(Tensor labels, Tensor? rowMask)
    {
        var counts = RowWeights.Flags(rowMask, labels.Shape.Span).ToFloats();
        return counts.Length == labels.Count
            ? Tensor.Of([.. labels.ToInt64s().Select((label, i) => counts[i] == 0 ? -1 : label)], [.. labels.Shape])
            : labels;
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
