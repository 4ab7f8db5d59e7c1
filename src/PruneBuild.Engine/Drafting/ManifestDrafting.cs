using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;

namespace PruneBuild.Engine.Drafting;

/// <summary>Drafts a manifest from models and data: what <c>init</c> does.</summary>
public static class ManifestDrafting
{
    /// <summary>Looks at models and data and drafts a manifest that works as it is.</summary>
    /// <param name="manifest">Full path of the manifest to be; paths in it are relative to its folder.</param>
    /// <param name="models">Full paths of the ONNX files; one that is named again is drafted once.</param>
    /// <param name="data">Full paths of files and folders of records; empty to look beside the models.</param>
    /// <param name="settings">What the manifest says of all models; null for the usual.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The text and a line for each model; or PB2xxx for a model that cannot be read or cut, PB3034 for data that does not
    /// fit.</returns>
    public static Result<DraftedManifest> Draft(
        string manifest, IReadOnlyList<string> models, IReadOnlyList<string> data, DraftSettings? settings = null,
        CancellationToken cancellation = default)
    {
        var (drafts, problems, paths) =
            (new List<ModelDraft>(), new List<Diagnostic>(), models.Select(Path.GetFullPath).Distinct().ToArray());
        var sources = Array.ConvertAll(paths, path => Path.GetRelativePath(Path.GetDirectoryName(manifest)!, path).Replace('\\', '/'));
        var outputs = OutputPaths.Of(sources);
        foreach (var (i, path) in paths.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var places = new Places(ModelName.Of(path, drafts.ConvertAll(other => other.Name)), sources[i], outputs[i]);
            var draft = Draft(manifest, path, data, places, cancellation);
            if (draft.IsOk)
                drafts.Add(draft.Value);
            problems.AddRange(draft.Diagnostics);
        }

        if (drafts.Count < paths.Length)
            return Result<DraftedManifest>.Fail(problems);
        var text = ManifestText.Of(drafts, settings ?? DraftSettings.Default);
        var check = ManifestReader.Parse(text, manifest);
        return check.IsOk
            ? Result<DraftedManifest>.Ok(new DraftedManifest(text, drafts.Select(Line).ToValueList()))
            : throw new InvalidOperationException($"The draft is no manifest: {check.Diagnostics[0]}\n{text}");
    }

    private static Result<ModelDraft> Draft(
        string manifest, string path, IReadOnlyList<string> data, Places places, CancellationToken cancellation)
    {
        var model = OnnxReader.Read(path);
        if (!model.IsOk)
            return model.As<ModelDraft>();
        using var opened = model.Value;
        var form = PrunableForm.Of(opened);
        var sketch = ModelSketch.Of(form, () => new DataSearch(ModelSketch.Unseen(form), path, manifest, cancellation).First(data));
        if (!sketch.IsOk)
            return sketch.As<ModelDraft>();
        if (sketch.Value.Structure is { Groups.Count: 0 } structure)
            return Result<ModelDraft>.Fail([NothingLeft.ToPrune(new SourceSpan(path), 0, structure.Refusals.Count)]);
        var choice = new DataSearch(sketch.Value, path, manifest, cancellation).Find(data);
        return choice is { IsOk: false }
            ? choice.As<ModelDraft>()
            : Result<ModelDraft>.Ok(
                Draft(places, sketch.Value, choice?.Value) with
                {
                    Blind = choice is null ? BlindTrial.Run(opened, sketch.Value.Probe, cancellation) : null,
                });
    }

    private static ModelDraft Draft(Places places, ModelSketch sketch, DataChoice? choice)
    {
        var hasAccuracy = sketch.Classes > 0 && choice is { Draft.HasLabels: true };
        return new ModelDraft(
            places.Name, sketch.ToString(), StructureSummary.Of(sketch.Structure), SuitedMethod.Of(sketch), places.Source, places.Output,
            sketch.Answer, sketch.Classes, choice?.Draft,
            hasAccuracy ? choice!.Trial.Accuracy : null,
            sketch.Answer == AnswerKind.NextToken && choice is not null ? (Math.Exp(choice.Trial.Loss), sketch.Vocabulary) : null);
    }

    private static string Line(ModelDraft draft) => $"{draft.Name}: {draft.Description}; can cut {draft.Prunable}";

    /// <summary>A model's name, and its paths as the manifest writes them.</summary>
    private sealed record Places(string Name, string Source, string Output);
}

/// <summary>A manifest that is not written yet.</summary>
/// <param name="Text">YAML, with comments.</param>
/// <param name="Lines">What was found, one line a model.</param>
public sealed record DraftedManifest(string Text, ValueList<string> Lines);
