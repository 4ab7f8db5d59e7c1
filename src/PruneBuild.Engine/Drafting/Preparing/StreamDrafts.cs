using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Streams of token numbers, in windows as long as the model takes.</summary>
internal static class StreamDrafts
{
    private const int LongEnough = 256;

    /// <summary>True for files of token numbers.</summary>
    public static bool IsStream(string path) => DataFile.Extension(path) is ".u16" or ".u32";

    /// <summary>Tokens of a window for this model.</summary>
    public static int Window(ModelSketch sketch) => sketch.Tokens is not { } tokens ? 0
        : tokens.Shape[1] is { } stated ? (int)stated
        : Math.Min(LongEnough, sketch.LongestSequence());

    /// <summary>One draft for a token stream.</summary>
    public static IEnumerable<DataDraft> Of(Source source)
    {
        if (source.Sketch.Tokens is not { } tokens || !IsStream(source.Calibration))
            yield break;
        yield return source.Draft(
            [$"array: {{ columns: {TokenStreamReader.TokensColumn}, input: {YamlText.Of(tokens.Name)} }}"], Window(source.Sketch)) with
        {
            Label = null, HasLabels = false,
        };
    }
}
