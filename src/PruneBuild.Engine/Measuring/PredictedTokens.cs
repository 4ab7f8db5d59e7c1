using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Measuring;

/// <summary>The tokens that an output of scores [records, positions, vocabulary] speaks of.</summary>
internal static class PredictedTokens
{
    // Heads are padded to whole tiles: 50257 tokens may have 50304 scores.
    private const int Tile = 128;

    private static readonly string[] OtherIntegers = ["mask", "type", "segment", "position"];

    /// <summary>The input of tokens that an output scores, or null when it scores none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">Numbers that the output has for each position.</param>
    /// <param name="fits">True for an input that has as many records and positions as the output, as far as that is known.</param>
    /// <remarks>
    /// Features of every position have the shape of scores. What tells them apart is the table that the tokens are looked up in: there is a
    /// score for each of its rows. An encoder-decoder speaks of its decoder's tokens, also where both have one length.
    /// </remarks>
    public static string? InputOf(OnnxModel model, long columns, Func<ValueInfoProto, bool> fits)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Input
            .Where(input => input.Type?.TensorType is { } type && MayBe(input.Name, (ElementType)type.ElemType) && fits(input))
            .Where(
                input => IdRange.Of(index, input.Name) is not { } rows || (columns >= rows && columns <= (rows + Tile - 1) / Tile * Tile))
            .MaxBy(input => input.Name.Contains("decoder", StringComparison.OrdinalIgnoreCase))?.Name;
    }

    /// <summary>True for integers that may be tokens: by its name an input takes no masks, types or positions.</summary>
    /// <param name="name">Name of the input.</param>
    /// <param name="type">What its elements are.</param>
    public static bool MayBe(string name, ElementType type) =>
        type is ElementType.Int64 or ElementType.Int32
        && !OtherIntegers.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
