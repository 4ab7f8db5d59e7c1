using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>One data set: of either kind a file, and for calibration also texts of the model's own.</summary>
internal static class DataSetSchema
{
    private const string Forms = "A file or folder whose records become the model's inputs: .npz, .npy, .tsv, .csv, .jsonl, .txt, "
        + ".u16, .u32, .idx (MNIST), .bin (CIFAR-10), all of them but .npz also gzipped (.csv.gz), a folder of images, "
        + "or an ONNX test-data folder. A bare path stands for `file`.";

    private static readonly PathShape Path = new(isFile: false);

    private static readonly Key<string> File = Key.Required("file", Path, "File or folder, relative to prune.yaml.");

    private static readonly Key<string> FileIfAny = Key.Optional("file", Path, "File or folder, relative to prune.yaml.");

    private static readonly Key<int> Take = Key.Optional(
        "take", Values.Count, "First records after a seeded shuffle; without it, all in their order.");

    private static readonly Key<int> Skip = Key.Optional(
        "skip", Values.Count,
        "So many records of that shuffle are left out before `take`: with `take: 500` for one set and `skip: 500` for the other, "
        + "one file calibrates and judges, and no record does both.");

    private static readonly Key<bool> Header = Key.Defaulted("header", Values.Boolean, "true",
        "True when the first line of a .csv or .tsv file names its columns; without names they are `column1`, `column2`, ….");

    private static readonly Key<string> Labels = Key.Optional("labels", Values.File,
        "A table with the true answers, row by row in the order of `file`, where they are not in it: "
        + "its columns come to those of the records, and its `label` stands in for theirs.");

    private static readonly Key<int> Sequences = Key.Required("sequences", Values.Count, "How many texts.");

    private static readonly Key<int> Tokens = Key.Required(
        "tokens", new IntegerShape("a whole number of at least 2", 2), "Tokens of each.");

    private static readonly Key<GeneratedEntry> Generated = Key.Optional("generated", new MappingShape<GeneratedEntry>(
        "generated data",
        "Texts that a language model writes itself, by the manifest's `seed`: the first token is drawn from the whole vocabulary, "
        + "four take the likeliest, the others are drawn as the model says. It needs no file.",
        [Sequences, Tokens],
        (values, _) => new GeneratedEntry(values.Get(Sequences), values.Get(Tokens), values.Name.Span)),
        "Texts that the model writes itself, in place of a `file`.");

    /// <summary>Records to judge on.</summary>
    public static readonly MappingShape<DataSetEntry> Validation = new(
        "data set",
        Forms,
        [File, Take, Skip, Header, Labels],
        (values, _) => Entry(values, values.Get(File)),
        shorthand: File,
        refused: [new RefusedKey(Generated.Name, "is for 'calibration': what a model writes itself cannot judge it. Name a 'file'")]);

    /// <summary>Records that methods look at.</summary>
    public static readonly MappingShape<CalibrationDraft> Calibration = new(
        "calibration data",
        $"{Forms} Or what the model writes itself.",
        [FileIfAny, Take, Skip, Header, Labels, Generated],
        Make,
        shorthand: FileIfAny);

    private static CalibrationDraft Make(KeyValues values, DiagnosticLog log)
    {
        if (values.Find(Generated) is { } generated)
        {
            foreach (var other in new Key[] { FileIfAny, Take, Skip, Header, Labels }.Where(values.Has))
            {
                log.Report(DiagnosticCatalog.ManifestCombination, values.PlaceOf(other),
                    $"'{other.Name}' is about a file, and 'generated' needs none. Keep one of the two.");
            }

            return new CalibrationDraft(null, generated.Value);
        }

        if (values.Find(FileIfAny) is { } file)
            return new CalibrationDraft(Entry(values, file), null);
        log.Report(
            DiagnosticCatalog.ManifestMissingKey, values.Name.Span, $"'{values.Name.Value}'", File.Name,
            $"{File.Docs} 'generated' does too.");
        return new CalibrationDraft(null, null);
    }

    private static DataSetEntry Entry(KeyValues values, Located<string> file) =>
        new(file, values.Find(Take), values.Find(Skip), values.Get(Header), values.Find(Labels));
}

/// <summary>What stands under <c>calibration</c>.</summary>
/// <param name="File">Records to read; null when the model writes them.</param>
/// <param name="Generated">What the model writes; null when records are read.</param>
internal sealed record CalibrationDraft(DataSetEntry? File, GeneratedEntry? Generated);
