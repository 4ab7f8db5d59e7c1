using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Loading;

/// <summary>Tells tokens that a model does not take: numbers beyond its table, or more of them than it has positions.</summary>
/// <param name="model">The model.</param>
/// <param name="data">What the manifest says of its data.</param>
internal sealed class UnfitTokens(OnnxModel model, DataEntry data)
{
    /// <summary>Why the model does not run on a batch, at the key of the manifest that mends it.</summary>
    /// <param name="session">A session of the model.</param>
    /// <param name="batch">The batch that it failed on.</param>
    /// <param name="set">Where the batch is from.</param>
    /// <param name="failure">How it failed.</param>
    /// <returns>PB3005; null when the records are no tokens that the manifest makes, or both bounds hold.</returns>
    public Diagnostic? Cause(ModelSession session, Batch batch, DataSetEntry set, InferenceException failure)
    {
        var tokenize = data.Prepare.OfType<TokenizeStep>().FirstOrDefault();
        var input = TokenInputs.Of(ModelInput.Of(model)).Ids;
        if ((tokenize is null && data.SequenceLength is null) || batch.Inputs.GetValueOrDefault(input) is not { Rank: 2 } tokens)
            return null;
        if (IdRange.Of(new GraphIndex(model.Graph), input) is { } rows && tokens.ToInt64s().Max() is var largest && largest >= rows)
        {
            return DiagnosticCatalog.RunFailed.At(
                tokenize?.Vocabulary.Span ?? set.File.Span, failure.Model,
                $"records of '{set.File.Value}' have tokens up to {largest}, and input '{input}' takes those below {rows}",
                tokenize is null
                    ? "Name data of this model's tokens."
                    : $"Name this model's own vocabulary in place of '{tokenize.Vocabulary.Value}'.");
        }

        var (key, place) = data.SequenceLength is { } window ? ("sequence-length", window.Span) : ("max-length", tokenize!.MaxLength.Span);
        return Longest(session, batch, tokens.Shape[1]) is { } longest
            ? DiagnosticCatalog.RunFailed.At(
                place, failure.Model,
                $"records of '{set.File.Value}' have {tokens.Shape[1]} tokens, and it runs on {longest}, not on {longest + 1}",
                $"Write '{key}: {longest}'.")
            : null;
    }

    /// <summary>Tokens that the model runs on where it does not on one more, found by bisection; null when that is one alone or
    /// none: a table of one fixed length is added to one token, too.</summary>
    private static int? Longest(ModelSession session, Batch batch, long length)
    {
        var (runs, fails) = (0, (int)length);
        while (fails - runs > 1)
        {
            var middle = (runs + fails) / 2;
            if (Runs(session, Cut(batch, length, middle)))
                runs = middle;
            else
                fails = middle;
        }

        return runs > 1 ? runs : null;
    }

    private static bool Runs(ModelSession session, IReadOnlyDictionary<string, Tensor> inputs)
    {
        try
        {
            session.Run(inputs);
            return true;
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    /// <summary>The first positions: every axis behind the records that is as long as the tokens is shortened.</summary>
    private static Dictionary<string, Tensor> Cut(Batch batch, long length, int kept) => batch.Inputs.ToDictionary(
        input => input.Key,
        input => Enumerable.Range(1, Math.Max(0, input.Value.Rank - 1)).Where(axis => input.Value.Shape[axis] == length)
            .Aggregate(input.Value, (cut, axis) => cut.Take(axis, [.. Enumerable.Range(0, kept)])));
}
