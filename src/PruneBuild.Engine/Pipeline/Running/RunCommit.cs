using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>Puts what a run made into place once every gate holds: all of it, or nothing.</summary>
/// <param name="request">What the run was asked for.</param>
/// <param name="artifacts">The folder of artifacts.</param>
/// <param name="locked">The lock file before the run.</param>
internal sealed class RunCommit(RunRequest request, ArtifactFolder artifacts, LockFile locked)
{
    /// <summary>Puts it into place.</summary>
    /// <param name="outcome">What came of the run.</param>
    /// <param name="judged">Its models.</param>
    /// <param name="cancellation">Ends it until the first file is replaced.</param>
    /// <returns>The same outcome; or with an error why a model cannot ship, and nothing is replaced.</returns>
    public RunOutcome Execute(RunOutcome outcome, IReadOnlyList<JudgedModel> judged, CancellationToken cancellation)
    {
        var shipped = judged.Select(Shipped).ToArray();
        if (shipped.Any(files => !files.IsOk))
            return new RunOutcome(outcome.Models, [.. outcome.Diagnostics, .. shipped.SelectMany(files => files.Diagnostics)]);
        var former = judged.ToDictionary(model => model, model => artifacts.Last(model.Name));
        using var replacement = new Replacement();
        foreach (var model in judged)
            Place(model, replacement);
        if (!request.Locked)
            replacement.Write(LockFile.PathFor(request.Manifest.Path), LockFileWriter.Text(Relocked(judged)));
        if (request.BuildFolder is { } build)
            replacement.Write(BuildLists.ModelsFile(build), BuildLists.Models(shipped.Select(files => files.Value!)));
        cancellation.ThrowIfCancellationRequested();
        replacement.Commit();
        foreach (var (model, record) in former)
            DeleteFormer(model, record);
        if (request.IsWhole)
            RecoveryCheckpoints.Clear(request.OutputFolder);
        return outcome;
    }

    private Result<ShippedFiles> Shipped(JudgedModel model) => model.Outcome.ShipsOriginal
        ? ShippedFiles.Original(request.Manifest, model.Outcome.Entry, model.Record)
        : Result<ShippedFiles>.Ok(
            ShippedFiles.Pruned(request.Manifest, model.Outcome.Entry, model.Record, artifacts.FolderOf(model.Name)));

    /// <summary>Data before the model that names it, and the record, which vouches for all, last.</summary>
    private void Place(JudgedModel model, Replacement replacement)
    {
        var folder = artifacts.FolderOf(model.Name);
        if (model.Finished.Staged is { } staged)
        {
            foreach (var file in model.Record.Files.Reverse())
                replacement.Move(Path.Combine(staged, file.Name), Path.Combine(folder, file.Name), file.Sha256);
        }

        foreach (var (name, text) in RunReports.Of(model.Outcome, model.Told, folder))
            replacement.Write(Path.Combine(folder, name), text);
        replacement.Write(artifacts.FileOf(model.Name), PruneRecordJson.Text(model.Record));
    }

    private LockFile Relocked(IEnumerable<JudgedModel> judged)
    {
        var entries = judged.Select(model => LockEntries.Renewed(
            locked.Find(model.Name),
            LockEntries.Of(model.Outcome.Entry, model.Print, model.Record),
            model.Outcome.Entry.Gates.Any(gate => gate.JudgesTimes)));
        return entries.Aggregate(locked, (file, entry) => file.With(entry))
            .Only(request.Manifest.Models.Select(model => model.Name.Value).ToHashSet());
    }

    /// <summary>All is in place by now: a file that an app still maps must not fail the run.</summary>
    private void DeleteFormer(JudgedModel model, PruneRecord? former)
    {
        foreach (var file in Gone(former?.Files ?? [], model.Record.Files, FileNames.Comparer))
            UnneededFile.TryDelete(Path.Combine(artifacts.FolderOf(model.Name), file));
    }

    /// <summary>Files of the record before that have no place among those of now. One whose name changed in case alone has,
    /// where that is one file.</summary>
    internal static string[] Gone(IEnumerable<ArtifactFile> former, IEnumerable<ArtifactFile> now, StringComparer names) =>
        [.. former.Select(file => file.Name).Except(now.Select(file => file.Name), names)];
}

/// <summary>A model whose gates were judged.</summary>
/// <param name="Outcome">What they said, with the record.</param>
/// <param name="Print">What it was made of.</param>
/// <param name="Finished">Where its files are.</param>
/// <param name="Told">What the run tells of it.</param>
internal sealed record JudgedModel(ModelOutcome Outcome, ModelFingerprint Print, FinishedModel Finished, ValueList<Diagnostic> Told)
{
    /// <summary>Its name.</summary>
    public string Name => Outcome.Entry.Name.Value;

    /// <summary>What was cut and measured.</summary>
    public PruneRecord Record => Finished.Record;
}
