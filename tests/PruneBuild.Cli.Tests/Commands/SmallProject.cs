using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

/// <summary>A folder with a tiny model, labelled data and a manifest: everything that a run needs, pruned in well under a second.</summary>
internal sealed class SmallProject : IDisposable
{
    /// <summary>A model of three classes; the gate on line 12 holds.</summary>
    public const string Manifest = """
        version: 1
        models:
          small:
            source: model.onnx
            data:
              calibration: { file: data.csv }
              validation: { file: data.csv }
              label: label
              prepare: [ { array: { columns: "x*" } } ]
            prune: { method: osscar, remove: { flops: 50% } }
            gates:
              agreement: { min: 0.05 }

        """;

    /// <summary>The same with a second model, which needs no data.</summary>
    public const string TwoModels = Manifest + """
          other:
            source: model.onnx
            prune: { method: magnitude, remove: { flops: 25% } }
            output: { path: other.onnx }

        """;

    private readonly TemporaryFolder folder = new();

    public SmallProject(string manifest = Manifest, OnnxModel? model = null)
    {
        SampleModels.Write(folder, model ?? SampleModels.Perceptron);
        File.WriteAllText(folder.File("data.csv"), LabelledRecords.Csv());
        Write(manifest);
    }

    public string Path => folder.Path;

    /// <summary>Where the artifact of the model goes.</summary>
    public string Artifact => PathOf("obj", "prune", "small", "model.onnx");

    public string LockFile => PathOf("prune.lock.json");

    public string PathOf(params string[] path) => folder.File(path);

    public void Write(string manifest) => File.WriteAllText(folder.File("prune.yaml"), manifest);

    /// <summary>Runs a command line without a cache.</summary>
    public ToolRun Run(params string[] arguments) => ToolRun.In(Path, ["run", "--cache", "none", .. arguments]);

    public ToolRun Check(params string[] arguments) => ToolRun.In(Path, ["check", .. arguments]);

    /// <summary>Replaces a text of the lock file that must be in it.</summary>
    public void EditLock(string text, string by)
    {
        var locked = File.ReadAllText(LockFile);
        StringAssert.Contains(locked, text);
        File.WriteAllText(LockFile, locked.Replace(text, by, StringComparison.Ordinal));
    }

    /// <summary>Adds to the lock file the entry of a model 'gone', which the manifest does not have.</summary>
    public void LockAModelThatLeft()
    {
        var text = File.ReadAllText(LockFile);
        var entry = text[text.IndexOf("\"small\": {", StringComparison.Ordinal)..text.LastIndexOf('}')].TrimEnd();
        entry = entry[..entry.LastIndexOf('}')].TrimEnd();
        EditLock(entry, $"{entry.Replace("\"small\"", "\"gone\"", StringComparison.Ordinal)},\n{entry}");
    }

    /// <summary>Every file with its time and content, but for the lock of the output folder:
    /// two equal snapshots mean that nothing was written.</summary>
    public string Snapshot() =>
        string.Join('\n', Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => System.IO.Path.GetFileName(file) != ".lock")
            .Select(file => $"{file} {File.GetLastWriteTimeUtc(file).Ticks} "
                + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"));

    /// <summary>Every file of a folder with the hash of its content, but for the lock of the output folder.</summary>
    public static string Contents(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => System.IO.Path.GetFileName(file) != ".lock")
        .Select(file => $"{System.IO.Path.GetRelativePath(folder, file)} "
            + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}")
        .Order(StringComparer.Ordinal));

    /// <summary>Names of the files in the output folder, but for its lock.</summary>
    public string[] Outputs() => !Directory.Exists(PathOf("obj")) ? [] :
    [
        .. Directory.EnumerateFiles(PathOf("obj"), "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(PathOf("obj"), file).Replace('\\', '/'))
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => folder.Dispose();
}
