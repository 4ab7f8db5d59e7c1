
namespace PruneBuild.Engine.Manifest;

/// <summary>The paths that an entry under <c>data</c> names: the one place that knows them all.</summary>
internal static class DataPaths
{
    /// <summary>The paths, in a fixed order.</summary>
    public static IReadOnlyList<string> Of(DataEntry data)
    {
        var paths = new List<string>();
        Map(data, path =>
        {
            paths.Add(path);
            return path;
        });
        return paths;
    }

    /// <summary>The same entry with every path replaced.</summary>
    public static DataEntry Map(DataEntry data, Func<string, string> change) => data with
    {
        Calibration = Map(data.Calibration, change),
        Validation = Map(data.Validation, change),
        Prepare = data.Prepare.Select(step => Map(step, change)).ToValueList(),
    };

    private static DataSetEntry? Map(DataSetEntry? set, Func<string, string> change) =>
        set is null ? null : set with { File = set.File.With(change(set.File.Value)), Labels = set.Labels?.With(change(set.Labels.Value)) };

    private static PrepareStep Map(PrepareStep step, Func<string, string> change) => step switch
    {
        TokenizeStep tokenize => tokenize with { Vocabulary = tokenize.Vocabulary.With(change(tokenize.Vocabulary.Value)) },
        GraphStep graph => graph with { Path = graph.Path.With(change(graph.Path.Value)) },
        ImageStep or ArrayStep or CastStep => step,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a step whose paths are known."),
    };
}
