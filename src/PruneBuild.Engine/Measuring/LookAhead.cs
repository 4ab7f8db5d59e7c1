using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Measuring;

/// <summary>Tells a model that predicts the next token from one that sees it, such as one that fills gaps.</summary>
internal static class LookAhead
{
    // Quantised activations share a scale, so that a later token moves earlier scores a little.
    private const double Tolerance = 0.05;

    /// <summary>The answer without its tokens where the model sees what it would predict: a perplexity of that says nothing.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="session">The model.</param>
    /// <param name="batch">Records that it runs on.</param>
    /// <exception cref="InferenceException">It does not run.</exception>
    public static Answer Without(Answer answer, ModelSession session, Batch batch) =>
        answer.TokenInput is { } tokens && Happens(session, answer.Output, tokens, batch) ? answer with { TokenInput = null } : answer;

    /// <summary>Whether the model sees what its scores speak of, so that they predict nothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="output">Its output of scores [records, positions, vocabulary].</param>
    /// <param name="tokens">The input of tokens that they speak of; null when they speak of none.</param>
    /// <param name="batch">Records that it runs on.</param>
    /// <returns>True or false, and false without tokens; or why it does not run.</returns>
    public static Result<bool> Of(OnnxModel model, Device device, string output, string? tokens, Batch batch) => tokens is null
        ? Result<bool>.Ok(false)
        : SessionWork.In(model, device, SessionSettings.Reproducible, session => Happens(session, output, tokens, batch));

    /// <summary>True when another last token of the first record moves the scores of earlier positions by more than a twentieth of
    /// what it moves its own.</summary>
    /// <param name="session">The model.</param>
    /// <param name="output">Its output of scores [records, positions, vocabulary].</param>
    /// <param name="tokens">The input of tokens.</param>
    /// <param name="batch">Records that it runs on.</param>
    /// <exception cref="InferenceException">It does not run.</exception>
    public static bool Happens(ModelSession session, string output, string tokens, Batch batch)
    {
        var (one, length) = (batch.Inputs[tokens].ToInt64s(), (int)batch.Inputs[tokens].Shape[1]);
        var counts = Positions.Counting(batch, 0, length);
        var last = counts.Length == 0 ? length - 1 : Array.LastIndexOf(counts, true);
        if (last < 1)
            return false;
        long[] other = [.. one];
        other[last] = one.FirstOrDefault(token => token != one[last], one[last] == 0 ? 1 : 0);
        var inputs = new Dictionary<string, Tensor>(batch.Inputs) { [tokens] = Like(batch.Inputs[tokens], other) };
        var (before, after) = (session.Run(batch.Inputs, [output])[output], session.Run(inputs, [output])[output]);
        var columns = (int)before.Shape[^1];
        double[] moved =
            [.. before.ToFloats().Zip(after.ToFloats(), (left, right) => Math.Abs((double)left - right)).Take((last + 1) * columns)];
        return moved[..(last * columns)].Max() > Tolerance * moved[(last * columns)..].Max();
    }

    private static Tensor Like(Tensor tokens, long[] values) => tokens.Type == ElementType.Int32
        ? Tensor.Of<int>(ElementType.Int32, [.. values.Select(value => (int)value)], tokens.Shape.Span)
        : Tensor.Of(values, tokens.Shape.Span);
}
