using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Units;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Latency;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Benching;

/// <summary>Times a pruned model against its original, on the device, in interleaved runs.</summary>
public static class ModelBench
{
    private const double UsualSeconds = 10;

    /// <summary>Times one record alone, and a batch of records where the model takes one;
    /// or as many at once as the manifest says.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model; it has been pruned.</param>
    /// <param name="outputFolder">Folder of artifacts.</param>
    /// <param name="settings">How long, on how many threads.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The times; or PB5110 without a pruned model, PB4104 where another file is in its place, PB2xxx and PB3xxx for what does
    /// not run.</returns>
    public static Result<BenchResult> Run(
        PruneManifest manifest, ModelEntry entry, string outputFolder, BenchSettings settings, IProgress<Stage>? progress = null,
        CancellationToken cancellation = default)
    {
        var artifacts = new ArtifactFolder(outputFolder);
        if (artifacts.Last(entry.Name.Value) is not { Files.Count: > 0 } record)
            return Result<BenchResult>.Fail(DiagnosticCatalog.NotPruned, entry.Span, entry.Name.Value, outputFolder);
        var device = AskedDevice.Select(manifest);
        if (!device.IsOk)
            return device.As<BenchResult>();
        var source = SourceModel.Read(manifest, entry);
        if (!source.IsOk)
            return source.As<BenchResult>();
        using var original = source.Value;
        var artifact = Path.Combine(artifacts.FolderOf(entry.Name.Value), record.Files[0].Name);
        string[] files = [.. record.Files.Select(file => Path.Combine(artifacts.FolderOf(entry.Name.Value), file.Name))];
        if (!files.All(File.Exists))
            return Result<BenchResult>.Fail(DiagnosticCatalog.NotPruned, entry.Span, entry.Name.Value, outputFolder);
        var hash = HashOf(files);
        if (hash != record.Sha256)
            return Result<BenchResult>.Fail(DiagnosticCatalog.ArtifactDiffers, entry.Span, artifact, ArtifactFolder.RecordFile);
        var read = OnnxReader.Read(artifact);
        if (!read.IsOk)
            return read.As<BenchResult>();
        using var pruned = read.Value;
        var timed = new TimedModels(entry.Name.Value, HashOf(SourceModel.FilesOf(original)), hash);
        var clock = new StageClock(ModelProgress.Of(entry.Name.Value, progress));
        var data = ModelData.LoadToMeasure(manifest, entry, original, device.Value, clock, cancellation);
        if (!data.IsOk)
            return data.As<BenchResult>();
        var bench = clock.Time("timing", () => new UnfitData(manifest, entry, original, device.Value).Told(
            () => Time(timed, original, pruned, entry.Bench, data.Value.Validation, device.Value, settings, cancellation)));
        return bench.IsOk ? Result<BenchResult>.Ok(bench.Value, [.. OutdatedArtifact.Warnings(manifest, entry, record)]) : bench;
    }

    private static Result<BenchResult> Time(
        TimedModels timed, OnnxModel original, OnnxModel pruned, BenchEntry? asked, IReadOnlyList<Batch> batches, Device device,
        BenchSettings settings, CancellationToken cancellation)
    {
        var (threads, seconds) =
            (settings.Threads ?? asked?.Threads?.Value ?? 0, settings.Seconds ?? asked?.Seconds?.Value ?? UsualSeconds);
        var inputs = asked is { Records.Count: > 0 }
            ? Cases(original, batches, asked.Records)
            : Result<IReadOnlyList<BenchInput>>.Ok([.. Cases(original, batches)]);
        if (!inputs.IsOk)
            return inputs.As<BenchResult>();
        var cases = SessionWork.In(
            original, pruned, device, new SessionSettings(threads), (before, after) => inputs.Value.Select(input => new BenchCase(
                input.Records, LatencyMeter.Compare(
                    before, after, input.Values, new LatencySettings(MostRuns: 2000, Seconds: seconds), cancellation))).ToValueList());
        return cases.IsOk
            ? Result<BenchResult>.Ok(new BenchResult(timed, threads == 0 ? Environment.ProcessorCount : threads, cases.Value))
            : cases.As<BenchResult>();
    }

    private static string HashOf(IEnumerable<string> files) => ContentHash.OfFiles([.. files.Select(ContentHash.OfFile)]);

    private static Result<IReadOnlyList<BenchInput>> Cases(
        OnnxModel original, IReadOnlyList<Batch> batches, ValueList<Located<int>> records)
    {
        var inputs = new List<BenchInput>();
        foreach (var count in records)
        {
            if (TypicalRecord.LargestInput(batches, count.Value) is var bytes && bytes > Array.MaxLength)
            {
                return Result<IReadOnlyList<BenchInput>>.Fail(DiagnosticCatalog.ManifestCombination.At(
                    count.Span,
                    $"{count.Value} records at once need an input of {UnitFamily.Bytes.Format(bytes)}, and none may be larger than "
                    + $"{UnitFamily.Bytes.Format(Array.MaxLength)}. Take fewer."));
            }

            if (TypicalRecord.Of(original, batches, count.Value) is not { } values)
            {
                return Result<IReadOnlyList<BenchInput>>.Fail(DiagnosticCatalog.ManifestCombination.At(
                    count.Span,
                    $"The model takes {batches[0].Records.Count} records at once, not {count.Value}: its first axis has that size. "
                    + "Leave 'records' out."));
            }

            inputs.Add(new BenchInput(count.Value, values));
        }

        return Result<IReadOnlyList<BenchInput>>.Ok(inputs);
    }

    private static IEnumerable<BenchInput> Cases(OnnxModel original, IReadOnlyList<Batch> batches)
    {
        var alone = TypicalRecord.Of(original, batches);
        var batch = batches[batches.Count / 2];
        if (!ReferenceEquals(alone, batch.Inputs))
            yield return new BenchInput(1, alone);
        if (ReferenceEquals(alone, batch.Inputs) || batch.Records.Count > 1)
            yield return new BenchInput(batch.Records.Count, batch.Inputs);
    }

    private sealed record BenchInput(int Records, IReadOnlyDictionary<string, Tensor> Values);
}

/// <summary>How to time, over what the manifest says.</summary>
/// <param name="Seconds">For each case, at most.</param>
/// <param name="Threads">Threads inside an operator; 0 for every core.</param>
public sealed record BenchSettings(double? Seconds = null, int? Threads = null);

/// <summary>Times of a model and its original.</summary>
/// <param name="Models">The two that ran.</param>
/// <param name="Threads">Threads inside an operator.</param>
/// <param name="Cases">One for each number of records in a run; not empty.</param>
public sealed record BenchResult(TimedModels Models, int Threads, ValueList<BenchCase> Cases);

/// <summary>Which models were timed.</summary>
/// <param name="Name">Their name in the manifest.</param>
/// <param name="Source">Hash of the original, as the report has it.</param>
/// <param name="Artifact">Hash of the pruned model, as the report and the lock file have it.</param>
public sealed record TimedModels(string Name, string Source, string Artifact);

/// <summary>Interleaved runs on one input.</summary>
/// <param name="Records">Records in the input.</param>
/// <param name="Times">The times; the original's come first.</param>
public sealed record BenchCase(int Records, LatencyComparison Times);
