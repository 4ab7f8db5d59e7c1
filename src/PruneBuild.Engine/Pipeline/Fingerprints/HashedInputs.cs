using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Fingerprints;

/// <summary>The inputs of a model as they were when they were hashed: once for all that is made of them.</summary>
internal sealed class HashedInputs
{
    /// <summary>Hash that stands for a file that is not there.</summary>
    private const string Gone = "missing";

    private readonly Dictionary<string, string> hashes;
    private readonly Lazy<bool> mayAnswerOneScore;

    private HashedInputs(InputFiles files)
    {
        Files = files;
        hashes = files.All.ToDictionary(path => path, path => ContentHash.OfPathIfThere(path) ?? Gone);
        // A file that is no model has no graph: whoever reads it says what is wrong with it.
        mayAnswerOneScore = new(() =>
            OnnxReader.Peek(files.Source)?.Graph is { Output.Count: > 0 } graph && Answer.StatedColumns(graph) is null or 1);
    }

    /// <summary>Where they are.</summary>
    public InputFiles Files { get; }

    /// <summary>True for a model that answers one score for each record, or may: its graph does not say.</summary>
    public bool MayAnswerOneScore => mayAnswerOneScore.Value;

    /// <summary>Hash of one of them.</summary>
    public string this[string path] => hashes[path];

    /// <summary>Hashes the inputs of a model.</summary>
    public static HashedInputs Of(PruneManifest manifest, ModelEntry entry) => Of(InputFiles.Of(manifest, entry));

    /// <summary>Hashes inputs.</summary>
    public static HashedInputs Of(InputFiles files) => new(files);
}
