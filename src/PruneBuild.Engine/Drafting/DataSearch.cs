using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Drafting.Preparing;
using PruneBuild.Inference;

namespace PruneBuild.Engine.Drafting;

/// <summary>Finds the data that feeds a model, and how.</summary>
/// <param name="sketch">The model.</param>
/// <param name="model">Full path of the model.</param>
/// <param name="manifest">Full path of the manifest to be.</param>
/// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
internal sealed class DataSearch(ModelSketch sketch, string model, string manifest, CancellationToken cancellation)
{
    private const double AccuracyNoise = 0.04;

    private readonly string folder = Path.GetDirectoryName(manifest)!;

    /// <summary>The first of these files that feeds the model, in the way that it answers best.</summary>
    /// <param name="given">Files and folders that the user names; empty to look beside the model and below the manifest's folder.</param>
    /// <returns>The draft and the share of right answers; null when nobody named data and none was found;
    /// PB3034 when what was named does not fit.</returns>
    public Result<DataChoice>? Find(IReadOnlyList<string> given)
    {
        var problems = new List<Diagnostic>();
        foreach (var path in Files(given))
        {
            var choice = Try(path);
            if (choice.IsOk)
                return choice;
            problems.AddRange(choice.Diagnostics);
        }

        return given.Count > 0 ? Result<DataChoice>.Fail(problems) : null;
    }

    /// <summary>Records of the first of these files that fit the model's inputs, whatever it answers; null for none.</summary>
    /// <param name="given">As with <see cref="Find" />.</param>
    public Batch? First(IReadOnlyList<string> given) => Files(given)
        .SelectMany(path => Open(path) is { IsOk: true, Value: var source } ? Drafts(source) : [])
        .Select(draft => DraftTrial.First(sketch, draft, manifest, cancellation))
        .FirstOrDefault(batch => batch is not null);

    private IReadOnlyList<string> Files(IReadOnlyList<string> given) =>
        given.Count > 0 ? given : [.. DataFiles.Calibrations(folder, Path.GetDirectoryName(model)!)];

    private Result<DataChoice> Try(string path)
    {
        var opened = Open(path);
        if (!opened.IsOk)
            return opened.As<DataChoice>();
        var source = opened.Value;
        var choice = Choose(source);
        // Records that only seemed to belong to these may have no labels, or others.
        return choice.IsOk || source.Validation == path || DataFiles.SaysTraining(path)
            ? choice
            : Choose(source with { Validation = path });
    }

    private Result<Source> Open(string path)
    {
        var table = TableSketch.Read(path, WindowDrafts.HasWindows(path) ? WindowDrafts.Length(sketch) : 0);
        if (!table.IsOk)
            return table.As<Source>(new SourceSpan(path));
        var answers = Answers(path, table.Value.Table.Count);
        var validation = DataFiles.Validation(
            path, other => answers is null && !WindowDrafts.HasWindows(path) && HoldsTheSame(table.Value, other));
        return Result<Source>.Ok(new Source(
            sketch, table.Value, path, validation, DataFiles.Vocabularies(Folders(path)).ToValueList(), answers,
            DataFiles.ClassNames(sketch.Classes, Folders(path)), Relative));
    }

    private Result<DataChoice> Choose(Source source)
    {
        var trials = Drafts(source).Select(draft => (Draft: draft, Trial: DraftTrial.Run(sketch, draft, manifest, cancellation))).ToArray();
        var fed = trials.Where(trial => trial.Trial.IsOk).Select(trial => new DataChoice(trial.Draft, trial.Trial.Value!)).ToArray();
        var first = trials.Where(trial => !trial.Trial.IsOk).Select(trial => trial.Trial.Diagnostics[0]).FirstOrDefault();
        return fed.Length > 0 ? Result<DataChoice>.Ok(Best(fed)) : Result<DataChoice>.Fail(
            DiagnosticCatalog.DataDoesNotFeed, new SourceSpan(source.Calibration), source.Calibration, Path.GetFileName(model),
            first?.Message ?? Misfit(source));
    }

    /// <summary>The surest answers among those that are right about as often as any: a few hundred records tell no more apart.</summary>
    /// <remarks>A network without biases answers the same at every scale, and the surer the larger its numbers:
    /// there their range decides.</remarks>
    private static DataChoice Best(IReadOnlyList<DataChoice> choices)
    {
        var most = choices.Max(choice => choice.Trial.Accuracy);
        var surest = choices.Where(choice => choice.Trial.Accuracy >= most - AccuracyNoise).MinBy(choice => choice.Trial.Loss)!;
        return choices.FirstOrDefault(
            choice => choice.Draft.FitsRange && choice.Trial.Accuracy > 0 && choice.Trial.Accuracy >= surest.Trial.Accuracy)
            ?? surest;
    }

    private static bool HoldsTheSame(TableSketch table, string path) =>
        TableSketch.Read(path, 0) is { IsOk: true } read
        && read.Value.Header == table.Header
        && Equals(read.Value.Table.LabelNames, table.Table.LabelNames)
        && read.Value.Table.Columns.Select(Form).SequenceEqual(table.Table.Columns.Select(Form));

    private static (string Name, string Kind) Form(Column column) =>
        (column.Name, column is TensorColumn tensors ? string.Join('×', tensors.RecordShape) : column.GetType().Name);

    private static IEnumerable<DataDraft> Drafts(Source source)
    {
        var made = WindowDrafts.Of(source).Concat(TextDrafts.Of(source)).Concat(ImageDrafts.Of(source)).ToArray();
        return made.Length > 0 ? made : ArrayDrafts.Of(source);
    }

    private static string Misfit(Source source)
    {
        if (source.Sketch.Tokens is null)
            return $"it takes {Takes(source.Sketch)}, and no column of the data gives that";
        if (DataFile.Extension(source.Calibration) == ".txt")
        {
            return source.Sketch.Vocabulary == 0
                ? "a .txt file is one long text for language models, and this model is none"
                : $"neither beside it nor beside the data is a tokenizer of {source.Sketch.Vocabulary} tokens (tokenizer.json, "
                    + "tokenizer.bin, vocab.txt)";
        }

        return source.Vocabularies.Count == 0
            ? "it takes token numbers, and neither beside it nor beside the data is a vocab.txt or tokenizer.json"
            : "it takes token numbers, and no column of the data holds sentences";
    }

    private static string Takes(ModelSketch sketch) => string.Join(" and ", sketch.Inputs.Select(input =>
        $"'{input.Name}' ({input.Type}, {ModelInput.Words(input.Shape)})"));

    /// <summary>The table of the records' name beside them, when it has a row for each of them.</summary>
    private static TableSketch? Answers(string path, int records) =>
        DataFiles.Labels(path) is { } labels
        && labels != path
        && TableSketch.Read(labels, 0) is { IsOk: true } read
        && read.Value.Table.Count == records
        && read.Value.Header
            ? read.Value
            : null;

    /// <summary>Where vocabularies and labels are looked for.</summary>
    private string[] Folders(string path) =>
        [Path.GetDirectoryName(model)!, Path.GetDirectoryName(Path.GetFullPath(path))!, Path.Combine(folder, "models"), folder];

    private string Relative(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');
}

/// <summary>Data that feeds a model.</summary>
/// <param name="Draft">How.</param>
/// <param name="Trial">How well the model answers then.</param>
internal sealed record DataChoice(DataDraft Draft, TrialScore Trial);
