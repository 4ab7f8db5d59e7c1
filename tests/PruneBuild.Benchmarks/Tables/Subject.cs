using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A model with data, as a manifest would name them.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="Entry">The model's entry in prune.yaml without <c>prune</c>; paths are relative to the shared folder,
/// or begin with <see cref="HeldOut" />.</param>
/// <param name="Score">Judges outputs on the validation data.</param>
/// <param name="Mirrored">True when each calibration image is also seen as in a mirror.</param>
internal sealed record Subject(string Name, string Title, string Entry, IScore Score, bool Mirrored = false)
{
    /// <summary>Stands in paths for <see cref="HeldOutSentences.Folder" />.</summary>
    public const string HeldOut = "{held-out}";

    /// <summary>The manifest that prunes the subject.</summary>
    /// <param name="prune">Value of <c>prune</c>: a mapping in YAML's flow form.</param>
    /// <param name="seed">Seed of the choice of calibration records.</param>
    public PruneManifest Manifest(string prune, int seed)
    {
        var text = Entry.Contains(HeldOut, StringComparison.Ordinal) ? Entry.Replace(HeldOut, HeldOutSentences.Folder) : Entry;
        var lines = text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => $"    {line}");
        var yaml = $"version: 1\nseed: {seed}\nmodels:\n  subject:\n{string.Join('\n', lines)}\n    prune: {prune}\n";
        return Must(ManifestReader.Parse(yaml, SharedFolder.Require("models")[..^"models".Length] + "prune.yaml"));
    }

    /// <summary>Opens the model and prepares its data.</summary>
    /// <param name="manifest">From <see cref="Manifest" />.</param>
    public PreparedSubject Prepare(PruneManifest manifest)
    {
        var entry = manifest.Models[0];
        var model = Must(OnnxReader.Read(manifest.Resolve(entry.Source.Value)));
        var calibration = Load(entry.Data!.Calibration!);
        return new PreparedSubject(
            model, Mirrored ? [.. calibration.Batches.SelectMany(Mirror.Beside)] : calibration.Batches, Load(entry.Data.Validation!));

        PreparedData Load(DataSetEntry set) => Must(DataSets.Load(entry.Data!, set, model, 0, manifest));
    }

    /// <summary>The value; a failure ends the table.</summary>
    public static T Must<T>(Result<T> result) =>
        result.IsOk ? result.Value : throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics));
}

/// <summary>A model in memory with its data.</summary>
/// <param name="Model">The original.</param>
/// <param name="Calibration">What methods may look at.</param>
/// <param name="Validation">What they are judged on, and never see.</param>
internal sealed record PreparedSubject(OnnxModel Model, ValueList<Batch> Calibration, PreparedData Validation);
