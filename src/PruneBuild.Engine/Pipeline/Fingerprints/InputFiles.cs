using PruneBuild.Engine.Data;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Fingerprints;

/// <summary>Everything on disk that can change what becomes of a model; full paths, existing or not.</summary>
/// <param name="Source">The original.</param>
/// <param name="External">Its external data.</param>
/// <param name="Data">Data files and folders, vocabularies, graphs, in the manifest's order; behind them the external data of
/// graphs.</param>
/// <param name="Pictures">Images that a table names.</param>
internal sealed record InputFiles(string Source, ValueList<string> External, ValueList<string> Data, ValueList<string> Pictures)
{
    private static readonly string[] TablesWithPictures = [".csv", ".tsv", ".jsonl"];

    /// <summary>All of them, in a fixed order.</summary>
    public IEnumerable<string> All => External.Prepend(Source).Concat(Data).Concat(Pictures).Distinct();

    /// <summary>Finds them for a model.</summary>
    public static InputFiles Of(PruneManifest manifest, ModelEntry entry)
    {
        var source = manifest.Resolve(entry.Source.Value);
        var data = entry.Data is null
            ? []
            : DataPaths.Of(entry.Data).Select(manifest.Resolve).SelectMany(WithLabels)
                .Concat(BesideGraphs(manifest, entry.Data)).Distinct().ToValueList();
        return new(source, ExternalFiles.Of(source).ToValueList(), data, PicturesOf(manifest, entry.Data).ToValueList());
    }

    /// <summary>What a build has to watch: files, all files of folders, and folders themselves, which end with <c>/</c>.</summary>
    public IEnumerable<string> Watched() => All.SelectMany(path => Directory.Exists(path) ? WatchedFolder(path) : [path]);

    private static IEnumerable<string> WatchedFolder(string folder) =>
        DataFolder.Folders(folder).Prepend(folder).Select(path => path.TrimEnd('/', '\\') + "/").Concat(DataFolder.Files(folder));

    /// <summary>Images in MNIST's form have their labels in a file that nobody names.</summary>
    private static IEnumerable<string> WithLabels(string path) => IdxReader.IsIdx(path) ? [path, IdxReader.LabelsOf(path)] : [path];

    private static IEnumerable<string> BesideGraphs(PruneManifest manifest, DataEntry data) =>
        data.Prepare.OfType<GraphStep>().SelectMany(step => ExternalFiles.Of(manifest.Resolve(step.Path.Value)));

    private static IEnumerable<string> PicturesOf(PruneManifest manifest, DataEntry? data)
    {
        var columns = (data?.Prepare ?? ValueList<PrepareStep>.Empty).OfType<ImageStep>().Select(step => step.Column.Value).ToArray();
        if (data is null || columns.Length == 0)
            return [];
        return new[] { data.Calibration, data.Validation }.OfType<DataSetEntry>()
            .SelectMany(set => PicturesOf(manifest.Resolve(set.File.Value), set.Header.Value, columns)).Distinct();
    }

    private static IEnumerable<string> PicturesOf(string path, bool header, string[] columns)
    {
        if (!File.Exists(path) || !TablesWithPictures.Contains(DataFile.Extension(path)))
            return [];
        var table = TableReader.Read(path, header, 0);
        if (!table.IsOk)
            return [];
        var folder = Path.GetDirectoryName(path)!;
        return columns.Select(table.Value.Find).OfType<TextColumn>()
            .SelectMany(column => Enumerable.Range(0, column.Count).Select(record => column[record]))
            .Where(name => !string.IsNullOrEmpty(name)).Select(name => Path.GetFullPath(name!, folder));
    }
}
