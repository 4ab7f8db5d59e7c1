using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Generating;

/// <summary>A model that says which token follows, for each position of a text.</summary>
/// <param name="Output">Its scores, [records, positions, vocabulary].</param>
/// <param name="Vocabulary">Tokens that there are.</param>
/// <param name="AreShares">True when scores are probabilities, false for logits.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Tokens">Which of them is what.</param>
/// <param name="Outputs">What it puts out.</param>
/// <param name="Caches">What it takes for keys and values of earlier positions before there are any.</param>
internal sealed record Decoder(
    string Output, int Vocabulary, bool AreShares, ValueList<ModelInput> Inputs, TokenInputs Tokens, StatedOutputs Outputs,
    IReadOnlyDictionary<string, Tensor> Caches)
{
    /// <summary>Reads a model as a decoder.</summary>
    /// <param name="model">The model.</param>
    /// <param name="asked">What it shall write.</param>
    /// <param name="device">Where it is run, should its graph not state the sizes of its output.</param>
    /// <returns>The decoder; PB3036 at the entry's place where the model is none, or takes what a text does not give.</returns>
    public static Result<Decoder> Of(OnnxModel model, GeneratedEntry asked, Device device)
    {
        var answer = Answer.Of(model, device);
        if (!answer.IsOk)
            return answer.As<Decoder>();
        var inputs = ModelInput.Of(model);
        if (answer.Value.TokenInput is null || answer.Value.Columns is not { } columns)
            return Unfit(
                "it does not score tokens [records, positions, vocabulary], one number for each token that its input "
                + "[records, positions] takes");
        var (tokens, caches) = (TokenInputs.Of(inputs), EmptyCaches.Of(model));
        return WhyNot(model, inputs, tokens, caches, columns, asked.Tokens.Value) is { } reason
            ? Unfit(reason)
            : Result<Decoder>.Ok(
                new Decoder(answer.Value.Output, columns, answer.Value.AreShares, inputs, tokens, StatedOutputs.Of(model), caches));

        Result<Decoder> Unfit(string reason) => Result<Decoder>.Fail(DiagnosticCatalog.GeneratedUnfit, asked.Span, reason);
    }

    /// <summary>Batches of the first tokens of texts.</summary>
    /// <param name="texts">Token numbers.</param>
    /// <param name="length">How many of each.</param>
    public Result<ValueList<Inference.Batch>> Batches(IReadOnlyList<long[]> texts, int length) => Batching.Of(
        [.. texts.Select(text => Record(text[..length]))], Inputs, "generated", Outputs);

    private PreparedRecord Record(long[] text)
    {
        var record = Tokens.Record(text, new long[text.Length]);
        return record with { Inputs = record.Inputs.Concat(Caches).ToDictionary() };
    }

    /// <summary>The scores of one position.</summary>
    /// <param name="output">[records, positions, vocabulary].</param>
    /// <param name="row">Record.</param>
    /// <param name="position">Position.</param>
    public static float[] ScoresOf(Tensor output, int row, int position)
    {
        var bytes = (int)Tensor.ByteCount(output.Type, output.Shape[2]);
        var first = ((row * output.Shape[1]) + position) * bytes;
        return new Tensor(output.Type, [output.Shape[2]], output.Memory.Slice((int)first, bytes)).ToFloats();
    }

    private static string? WhyNot(
        OnnxModel model, ValueList<ModelInput> inputs, TokenInputs tokens, IReadOnlyDictionary<string, Tensor> caches, int columns,
        int length)
    {
        var known = new[] { tokens.Ids, tokens.Mask, tokens.Types, tokens.Positions }.Concat(caches.Keys).ToHashSet();
        var ids = inputs.First(input => input.Name == tokens.Ids);
        return inputs.FirstOrDefault(input => !known.Contains(input.Name)) is { } other
                ? $"its input '{other.Name}' is none of tokens, mask, segments, positions, and keys and values of earlier positions"
            : ids.Type is not (ElementType.Int64 or ElementType.Int32) || ids.Shape.Count != 2
                ? $"its input '{ids.Name}' takes no tokens [records, positions]"
            : IdRange.Of(new GraphIndex(model.Graph), ids.Name) is { } rows && rows != columns
                ? $"its output has {columns} numbers for each position, and its input takes {rows} tokens"
            : ids.Shape[1] is { } most && length > most
                ? $"its input takes {most} tokens, and {length} are asked for"
            : null;
    }
}
