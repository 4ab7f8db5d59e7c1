using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Engine.Reporting.Plans;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Files;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>Prunes one model, writes it aside and measures what was written.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="entry">The model's entry.</param>
/// <param name="print">What the result depends on.</param>
/// <param name="device">Where to run.</param>
/// <param name="progress">Told what is being done.</param>
/// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
/// <param name="memory">What earlier trials of the same model found out; null for a single run.</param>
/// <param name="checkpoints">Where trainings note how far they are; deleted when the model is done.</param>
internal sealed class ModelMaker(
    PruneManifest manifest, ModelEntry entry, ModelFingerprint print, Device device, IProgress<Stage>? progress,
    CancellationToken cancellation, ModelMemory? memory = null, RecoveryCheckpoints? checkpoints = null)
{
    private readonly StageClock clock = new(progress);

    /// <summary>The record of the pruned model, whose files are in <paramref name="folder" /> then; or why there is none.</summary>
    public Result<PruneRecord> Make(string key, string folder)
    {
        var result = Read(key, folder);
        checkpoints?.Delete();
        return result.IsOk ? result : Result<PruneRecord>.Fail([.. result.Diagnostics.Select(AtEntry)]);
    }

    private Result<PruneRecord> Read(string key, string folder)
    {
        var read = SourceModel.Read(manifest, entry);
        if (!read.IsOk)
            return read.As<PruneRecord>();
        using var original = read.Value;
        var data = memory?.Data ?? ModelData.Load(manifest, entry, original, device, clock, cancellation);
        if (!data.IsOk)
            return data.As<PruneRecord>();
        if (memory is not null)
            memory.Data = data;
        if (GateNeeds.Unfit(entry.Gates, data.Value.Answer, data.Value.Labels) is { Count: > 0 } unfit)
            return Result<PruneRecord>.Fail([.. unfit]);
        cancellation.ThrowIfCancellationRequested();
        return new UnfitData(manifest, entry, original, device).Told(() => PruneAndMeasure(key, folder, original, data.Value));
    }

    private Result<PruneRecord> PruneAndMeasure(string key, string folder, OnnxModel original, ModelData data)
    {
        var bench = Workbench.Of(data.Calibration, device, null, progress, cancellation);
        var pruned = ModelPruner.Prune(original, entry, manifest.Seed.Value, bench, memory?.Steps, checkpoints);
        if (!pruned.IsOk)
            return pruned.As<PruneRecord>();
        var cost = pruned.Value.Cost(bench);
        return cost.IsOk
            ? Measure(key, original, Write(original, pruned.Value, key, folder), pruned.Value, cost.Value, data, pruned.Diagnostics)
            : cost.As<PruneRecord>();
    }

    private IReadOnlyList<string> Write(OnnxModel original, PrunedModel pruned, string key, string folder)
    {
        Directory.CreateDirectory(folder);
        var name = Path.GetFileName(entry.Output.Path.Value);
        var stamped = Provenance.Stamp(pruned.Model, original, print.Source, Method(pruned));
        // The data's name is the content's: new data never takes the place of the data that the old model needs.
        return clock.Time("writing", () => OnnxWriter.Write(stamped, Path.Combine(folder, name), $"{name}.{key[..8]}.data"));
    }

    private Result<PruneRecord> Measure(
        string key, OnnxModel original, IReadOnlyList<string> files, PrunedModel pruned, CostModel cost, ModelData data,
        IReadOnlyList<Diagnostic> notes)
    {
        var written = OnnxReader.Read(files[0]);
        if (!written.IsOk)
            return written.As<PruneRecord>();
        using var model = written.Value;
        var measured = clock.Time("measuring", () => ModelMeter.Measure(
            original, model, data.Answer, data.Validation, data.Labels, device, share => clock.Report("measuring", share), cancellation));
        if (!measured.IsOk)
            return measured.As<PruneRecord>();
        var artifact = files
            .Select(file => new ArtifactFile(Path.GetFileName(file), ContentHash.OfFile(file), FileLength.Of(file))).ToValueList();
        var record = new PruneRecord(
            key, EngineVersion.Version, DeviceClass.Of(device), measured.Value.Machine, print.Source, Describe(pruned),
            StructureSummary.Of(pruned.Steps[0].Structure),
            pruned.Steps.SelectMany(step => step.Plan.Groups).ToValueList(),
            ModelMeter.Sorted([.. data.Measurable(measured.Value.Measurements),
                .. CountedCosts.Of(pruned, cost, SourceModel.FilesOf(original), files, IsCompressed(pruned))]),
            artifact,
            ModelValue.InputsOf(model),
            ModelValue.OutputsOf(model),
            new RecordCounts(data.Calibration.Sum(Count), data.Validation.Sum(Count), data.Origin),
            [.. notes, .. Guesses(measured.Value.Measurements, data)],
            [.. clock.Timings, .. pruned.Steps.SelectMany(step => step.Timings)])
        {
            Seed = manifest.Seed.Value,
            Basis = print.Basis,
            Criterion = string.Join(", then ", pruned.Steps.Select(step => step.Criterion).OfType<string>()),
            Groups = GroupShare.Of(pruned.Steps[0].Structure).Select(share => new GroupNote(
                share.Group.Id, StructureWords.Key(share.Group.Kind), share.Group.Units, share.MacShare,
                share.ParameterShare)).ToValueList(),
            Refusals = pruned.Steps[0].Structure.Refusals,
            Masks = pruned.Masked
                .Select(weight => new MaskNote(weight.Id, weight.Elements, weight.Zeros, weight.RelativeError)).ToValueList(),
            Recoveries = pruned.Steps.Index().SelectMany(step => Trained(step.Index + 1, step.Item.Recovered)).ToValueList(),
        };
        // As it will be read again, with rounded numbers: reports must not change between the run that measures and the next.
        return Result<PruneRecord>.Ok(PruneRecordJson.Parse(PruneRecordJson.Text(record))!);
    }

    /// <summary>What made-up records are answered with is always a guess.</summary>
    private static IEnumerable<Diagnostic> Guesses(ValueList<Measurement> measured, ModelData data) =>
        Guessing.Told(data.Measurable(measured), data.Answer.Columns) is { } told ? [told] : [];

    private static IEnumerable<RecoveryNote> Trained(int step, RecoveryReport? report) => report is null
        ? []
        : [new RecoveryNote(
            step, report.Kind, RecoveryRecipes.Each(report.Families), report.Steps, report.Parameters, report.AllParameters,
            report.LossBefore, report.LossAfter, report.Duration)];

    /// <summary>What each step did. Compacting comes after those of the entry.</summary>
    private string Method(PrunedModel pruned) =>
        string.Join(", then ", entry.Prune.Zip(pruned.Steps, (step, outcome) => StepWords.Of(step, outcome.Winner)));

    /// <summary>The method; where the budget was a time, what was predicted and measured; what several steps of masks came to;
    /// and what storing weights sparse saved.</summary>
    private string Describe(PrunedModel pruned) => string.Join("; ", (string[])
    [
        Method(pruned),
        .. pruned.Steps.Select(step => step.Latency).OfType<LatencyPlan>().Select(StepWords.Of),
        .. pruned.Steps.Count(step => step.Masks is not null) > 1 ? [StepWords.Of(pruned.Masked)] : Array.Empty<string>(),
        .. pruned.Stored is { } stored ? [StepWords.Of(stored)] : Array.Empty<string>(),
    ]);

    private bool IsCompressed(PrunedModel pruned) =>
        pruned.Steps.Any(step => step.Masks is not null) || CountedCosts.IsCompressedGated(entry);

    private static int Count(Batch batch) => batch.Records.Count;

    /// <summary>What has no place is the model's.</summary>
    private Diagnostic AtEntry(Diagnostic diagnostic) =>
        diagnostic.Location is null ? diagnostic with { Location = entry.Span } : diagnostic;
}
