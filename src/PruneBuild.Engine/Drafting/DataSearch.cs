using PruneBuild.Diagnostics;
using PruneBuild.Engine.Drafting.Preparing;

namespace PruneBuild.Engine.Drafting;

/// <summary>Finds the data that feeds a model, and how.</summary>
/// <param name="sketch">The model.</param>
/// <param name="model">Full path of the model.</param>
/// <param name="manifest">Full path of the manifest to be.</param>
internal sealed class DataSearch(ModelSketch sketch, string model, string manifest)
{
    private const double AccuracyNoise = 0.04;

    private readonly string folder = Path.GetDirectoryName(manifest)!;

    /// <summary>The first of these files that feeds the model, in the way that it answers best.</summary>
    /// <param name="given">Files and folders that the user names; empty to look beside the model and below the manifest's folder.</param>
    /// <returns>The draft and the share of right answers; null when nobody named data and none was found; PB3034 when what was named does not fit.</returns>
    public Result<DataChoice?> Find(IReadOnlyList<string> given)
    {
        var problems = new List<Diagnostic>();
        foreach (var path in given.Count > 0 ? given : DataFiles.Calibrations(folder, Path.GetDirectoryName(model)!))
        {
            var choice = Try(path);
            if (choice.IsOk)
                return Result<DataChoice?>.Ok(choice.Value);
            problems.AddRange(choice.Diagnostics);
        }

        return given.Count > 0 ? Result<DataChoice?>.Fail(problems) : Result<DataChoice?>.Ok(null!);
    }

    private Result<DataChoice> Try(string path)
    {
        var table = TableSketch.Read(path, StreamDrafts.IsStream(path) ? StreamDrafts.Window(sketch) : 0);
        if (!table.IsOk)
            return Result<DataChoice>.Fail([.. table.Diagnostics.Select(problem => problem with { Location = problem.Location ?? new SourceSpan(path) })]);
        var source = new Source(sketch, table.Value, path, DataFiles.Validation(path), Vocabulary(path), Relative);
        var trials = Drafts(source).Select(draft => (Draft: draft, Trial: DraftTrial.Run(sketch, draft, manifest))).ToArray();
        var fed = trials.Where(trial => trial.Trial.IsOk).Select(trial => new DataChoice(trial.Draft, trial.Trial.Value!)).ToArray();
        var first = trials.Where(trial => !trial.Trial.IsOk).Select(trial => trial.Trial.Diagnostics[0]).FirstOrDefault();
        return fed.Length > 0 ? Result<DataChoice>.Ok(Best(fed)) : Result<DataChoice>.Fail(
            DiagnosticCatalog.DataDoesNotFeed, new SourceSpan(path), path, Path.GetFileName(model), first?.Message.TrimEnd('.') ?? Misfit(source));
    }

    /// <summary>The surest answers among those that are right about as often as any: a few hundred records tell no more apart.</summary>
    private static DataChoice Best(IReadOnlyList<DataChoice> choices)
    {
        var most = choices.Max(choice => choice.Trial.Accuracy);
        return choices.Where(choice => choice.Trial.Accuracy >= most - AccuracyNoise).MinBy(choice => choice.Trial.Loss)!;
    }

    private static IEnumerable<DataDraft> Drafts(Source source)
    {
        var made = TextDrafts.Of(source).Concat(StreamDrafts.Of(source)).Concat(ImageDrafts.Of(source)).ToArray();
        return made.Length > 0 ? made : ArrayDrafts.Of(source);
    }

    private static string Misfit(Source source)
    {
        if (source.Sketch.Tokens is null)
            return $"it takes {Takes(source.Sketch)}, and no column of the data gives that";
        return source.Vocabulary is null
            ? "it takes token numbers, and neither beside it nor beside the data is a vocab.txt or tokenizer.json"
            : "it takes token numbers, and no column of the data holds sentences";
    }

    private static string Takes(ModelSketch sketch) => string.Join(" and ", sketch.Inputs.Select(input =>
        $"'{input.Name}' ({input.Type}, {string.Join('×', input.Shape.Select(size => size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"))})"));

    private string? Vocabulary(string path)
    {
        var (beside, data) = (Path.GetDirectoryName(model)!, Path.GetDirectoryName(Path.GetFullPath(path))!);
        return DataFiles.Vocabulary(beside, data, Path.Combine(folder, "models"), folder);
    }

    private string Relative(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}

/// <summary>Data that feeds a model.</summary>
/// <param name="Draft">How.</param>
/// <param name="Trial">How well the model answers then.</param>
internal sealed record DataChoice(DataDraft Draft, TrialScore Trial);
