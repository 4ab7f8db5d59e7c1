using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Data.Generating;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Loading;

/// <summary>Everything that a model is pruned and measured with.</summary>
/// <param name="Answer">The output that is scored.</param>
/// <param name="Calibration">Records that methods look at; empty for none.</param>
/// <param name="Validation">Records to measure on; not empty.</param>
/// <param name="Labels">Their labels, or null.</param>
/// <param name="Origin">Where the validation records come from.</param>
internal sealed record ModelData(
    Answer Answer, ValueList<Batch> Calibration, IReadOnlyList<Batch> Validation, Labels? Labels, RecordOrigin Origin)
{
    /// <summary>Loads what the manifest names, and lets the model write what it says it shall.</summary>
    public static Result<ModelData> Load(
        PruneManifest manifest, ModelEntry entry, OnnxModel model, Device device, StageClock clock, CancellationToken cancellation)
    {
        var data = LoadToMeasure(manifest, entry, model, device, clock, cancellation);
        if (!data.IsOk || entry.Data?.Generated is not { } asked)
            return data;
        var texts = Written(model, asked, manifest.Seed.Value, device, clock, cancellation);
        return texts.IsOk ? Result<ModelData>.Ok(data.Value with { Calibration = texts.Value }, data.Diagnostics) : texts.As<ModelData>();
    }

    /// <summary>What methods look at and nothing else, for who measures no answers; empty for none.</summary>
    public static Result<ValueList<Batch>> LoadToCalibrate(
        PruneManifest manifest, ModelEntry entry, OnnxModel model, Device device, StageClock clock, CancellationToken cancellation)
    {
        if (entry.Data?.Generated is { } asked)
            return Written(model, asked, manifest.Seed.Value, device, clock, cancellation);
        if (entry.Data?.Calibration is not { } set)
            return Result<ValueList<Batch>>.Ok([]);
        var answer = AnswerOf(manifest, entry, model, device, clock, cancellation);
        if (!answer.IsOk)
            return answer.As<ValueList<Batch>>();
        var data = clock.Time("reading data", () => DataSets.Load(
            entry.Data, set, model, Classes(entry, answer.Value), manifest, cancellation));
        return data.IsOk ? Result<ValueList<Batch>>.Ok(Labelled(data.Value), data.Diagnostics) : data.As<ValueList<Batch>>();
    }

    /// <summary>The same without what the model would have to write, for who measures and does not calibrate.</summary>
    public static Result<ModelData> LoadToMeasure(
        PruneManifest manifest, ModelEntry entry, OnnxModel model, Device device, StageClock clock, CancellationToken cancellation)
    {
        var answer = AnswerOf(manifest, entry, model, device, clock, cancellation);
        return answer.IsOk
            ? clock.Time("reading data", () => Load(manifest, entry, model, device, answer.Value, cancellation))
            : answer.As<ModelData>();
    }

    /// <summary>What measurements on these records may be used for: only validation records say how far apart answers are.</summary>
    public ValueList<Measurement> Measurable(ValueList<Measurement> measured) =>
        Origin == RecordOrigin.Validation
            ? measured
            : measured.Where(one => MetricCatalog.Find(one.Metric) is { TakesRandomInput: true } or { IsTime: true }).ToValueList();

    private static Result<ModelData> Load(
        PruneManifest manifest, ModelEntry entry, OnnxModel model, Device device, Answer answer, CancellationToken cancellation)
    {
        var classes = Classes(entry, answer);
        var calibration = Load(manifest, entry.Data, entry.Data?.Calibration, model, classes, cancellation);
        if (calibration is { IsOk: false })
            return calibration.As<ModelData>();
        var validation = Load(manifest, entry.Data, entry.Data?.Validation, model, classes, cancellation);
        if (validation is { IsOk: false })
            return validation.As<ModelData>();
        var records = calibration is null ? [] : Labelled(calibration.Value!);
        if (validation is not null)
            return Result<ModelData>.Ok(new ModelData(
                answer.On(validation.Value!.Batches), records, validation.Value.Batches, validation.Value.Labels, RecordOrigin.Validation));
        var random = MadeUpRecords.Of(model, device, manifest.Seed.Value);
        // A model that takes nothing made up is timed on what methods look at.
        (IReadOnlyList<Batch> timed, var origin) = random.IsOk ? (random.Value, RecordOrigin.Random) : (records, RecordOrigin.Calibration);
        return timed.Count > 0
            ? Result<ModelData>.Ok(new ModelData(answer.On(timed), records, timed, null, origin))
            : random.As<ModelData>();
    }

    private static Result<Answer> AnswerOf(
        PruneManifest manifest, ModelEntry entry, OnnxModel model, Device device, StageClock clock, CancellationToken cancellation) =>
        clock.Time("reading the model", () => Answer.Of(model, device, () => First(manifest, entry.Data, model, cancellation)));

    /// <summary>The first records of any set, read before it is known what the model answers.</summary>
    private static Batch? First(PruneManifest manifest, DataEntry? data, OnnxModel model, CancellationToken cancellation) =>
        new[] { data?.Calibration, data?.Validation }
            .Select(set => Load(manifest, data, set, model, classes: 0, cancellation) is { IsOk: true, Value.Batches: [var first, ..] }
                ? first : null)
            .FirstOrDefault(batch => batch is not null);

    private static Result<ValueList<Batch>> Written(
        OnnxModel model, GeneratedEntry asked, int seed, Device device, StageClock clock, CancellationToken cancellation) =>
        clock.Time(
            "writing texts", () => OwnTexts.Write(model, asked, seed, device, share => clock.Report("writing texts", share), cancellation));

    private static ValueList<Batch> Labelled(PreparedData data) => data.Labels is not { } labels
        ? data.Batches
        : data.Batches
            .Select(batch => batch with { Labels = batch.Records.Select(record => labels.Values[record]).ToValueList() }).ToValueList();

    private static Result<PreparedData>? Load(
        PruneManifest manifest, DataEntry? data, DataSetEntry? set, OnnxModel model, int classes, CancellationToken cancellation) =>
        data is null || set is null ? null : DataSets.Load(data, set, model, classes, manifest, cancellation);

    /// <summary>Labels are classes of a row of scores; of a single score they are yes or no where a metric of classes is asked for, else
    /// numbers.</summary>
    private static int Classes(ModelEntry entry, Answer answer)
    {
        if (answer.TokenInput is not null)
            return 0;
        return answer.Columns switch
        {
            > 1 and var columns => columns,
            1 when AskedLabels.AreClasses(entry) => 2,
            _ => 0,
        };
    }
}
