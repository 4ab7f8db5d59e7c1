using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>What came of pruning and measuring a model, before any gate was judged: kept beside the artifact and in caches.</summary>
/// <param name="Key">Hash of everything that it depends on.</param>
/// <param name="Engine">Version of PruneBuild.</param>
/// <param name="DeviceClass">Kind of device: <c>cpu-x64</c>, <c>cuda</c>.</param>
/// <param name="Machine">Device, runtime and operating system that it was measured on, in words.</param>
/// <param name="Source">Hash of the original: its file's own; with external data, that of all its files.</param>
/// <param name="Method">What each step did, in words.</param>
/// <param name="Structure">What could have been cut, in words.</param>
/// <param name="Cuts">Groups that lost units, step by step.</param>
/// <param name="Measured">What was measured, in the order of the catalogue.</param>
/// <param name="Files">The pruned model, then its external data.</param>
/// <param name="Inputs">The graph's inputs.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="Records">What it was calibrated and validated on.</param>
/// <param name="Notes">Warnings of the run.</param>
/// <param name="Timings">How long each stage took.</param>
public sealed record PruneRecord(
    string Key,
    string Engine,
    string DeviceClass,
    string Machine,
    string Source,
    string Method,
    string Structure,
    ValueList<KeptUnits> Cuts,
    ValueList<Measurement> Measured,
    ValueList<ArtifactFile> Files,
    ValueList<ModelValue> Inputs,
    ValueList<ModelValue> Outputs,
    RecordCounts Records,
    ValueList<Diagnostic> Notes,
    ValueList<StageTiming> Timings)
{
    /// <summary>Seed of every random choice.</summary>
    public int Seed { get; init; }

    /// <summary>The criterion whose unit the losses of <see cref="Cuts" /> are in, step by step; empty where no step has one.</summary>
    public string Criterion { get; init; } = "";

    /// <summary>Hash of what a sweep of the model does not vary; a sweep with another is one of another model,
    /// other data or other settings.</summary>
    public string Basis { get; init; } = "";

    /// <summary>Every group that could have been cut, in the order of the structure, with its share of the original's costs.</summary>
    public ValueList<GroupNote> Groups { get; init; } = [];

    /// <summary>Dimensions that cannot be cut, and why.</summary>
    public ValueList<Refusal> Refusals { get; init; } = [];

    /// <summary>Weights that lost single elements, each once, as the last step left it.</summary>
    public ValueList<MaskNote> Masks { get; init; } = [];

    /// <summary>What was trained, step by step.</summary>
    public ValueList<RecoveryNote> Recoveries { get; init; } = [];

    /// <summary>The machine, and that it was busy when it was.</summary>
    public string MachineWords =>
        Machine + (Find(MetricCatalog.Latency) is { IsDisturbed: true } ? ", busy while the models were timed" : "");

    /// <summary>Size of the pruned model with its external data.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Hash of the pruned model: its file's own; with external data, that of all its files.</summary>
    public string Sha256 => ContentHash.OfFiles([.. Files.Select(file => file.Sha256)]);

    /// <summary>The measurement of a metric, or null.</summary>
    public Measurement? Find(Metric metric) => Find(metric.Name);

    /// <summary>The same for a metric's name.</summary>
    public Measurement? Find(string metric) => Measured.FirstOrDefault(measurement => measurement.Metric == metric);
}

/// <summary>A group of the original.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">The word of the manifest for what its units are.</param>
/// <param name="Units">How many it has.</param>
/// <param name="MacShare">Share of the model's multiply–accumulates that would go with all of them.</param>
/// <param name="ParameterShare">Share of its parameters.</param>
public sealed record GroupNote(string Id, string Kind, int Units, double MacShare, double ParameterShare);

/// <summary>A weight after its mask.</summary>
/// <param name="Id">The weight.</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Zeros">Those that the mask took.</param>
/// <param name="Error">Squared error of its product over the product's energy, on the calibration data;
/// null when it was not measured.</param>
public sealed record MaskNote(string Id, long Elements, long Zeros, double? Error);

/// <summary>What a step trained.</summary>
/// <param name="Step">The step's number in the manifest, counted from 1.</param>
/// <param name="Kind">The word of the manifest for how.</param>
/// <param name="Families">The manifest's words for what.</param>
/// <param name="Steps">Training steps that were taken; places that <c>statistics</c> corrected.</param>
/// <param name="Parameters">Trained parameters; one that is trained in two runs of blocks counts twice.</param>
/// <param name="AllParameters">The model's.</param>
/// <param name="LossBefore">Before the first step, on what <see cref="WhereLossIsFrom" /> says; of all blocks together where they are
/// trained one by one. NaN when it was no number.</param>
/// <param name="LossAfter">The same with the weights that were kept.</param>
/// <param name="Duration">How long it took.</param>
public sealed record RecoveryNote(
    int Step, string Kind, ValueList<string> Families, int Steps, long Parameters, long AllParameters,
    double LossBefore, double LossAfter, TimeSpan Duration)
{
    /// <summary>What must be known of the losses: few data are all trained on, and then a loss says little of other data.</summary>
    public const string WhereLossIsFrom =
        "Losses are those of calibration data that were held out from training; of the training data themselves where there are too "
        + "few to hold any out.";

    /// <summary>Trained parameters as a share of the model's.</summary>
    public double Share => AllParameters == 0 ? 0 : (double)Parameters / AllParameters;
}

/// <summary>A file of the pruned model.</summary>
/// <param name="Name">File name, without folders.</param>
/// <param name="Sha256">Hash of its bytes.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ArtifactFile(string Name, string Sha256, long Bytes);

/// <summary>Numbers of records.</summary>
/// <param name="Calibration">That methods looked at.</param>
/// <param name="Validation">That were measured on.</param>
/// <param name="Origin">Where those come from that were measured on.</param>
public sealed record RecordCounts(int Calibration, int Validation, RecordOrigin Origin);
