using System.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>One model pruned one way.</summary>
/// <param name="Score">On the validation data.</param>
/// <param name="MacsKept">Share of multiply–accumulates that is left.</param>
/// <param name="ParametersKept">Share of parameters that is left.</param>
/// <param name="Seconds">Pruning alone.</param>
/// <param name="Plan">What stayed.</param>
/// <param name="Timings">By stage.</param>
internal sealed record Trial(
    double Score, double MacsKept, double ParametersKept, double Seconds, PrunePlan Plan, IReadOnlyList<StageTiming> Timings)
{
    /// <summary>Prunes and judges.</summary>
    /// <param name="subject">The model and its data.</param>
    /// <param name="prune">Value of <c>prune</c> in prune.yaml.</param>
    /// <param name="seed">Seed of the manifest.</param>
    public static Trial Run(Subject subject, string prune, int seed)
    {
        var manifest = subject.Manifest(prune, seed);
        return Run(subject, subject.Prepare(manifest), manifest.Models[0], seed);
    }

    /// <summary>Prunes and judges a subject that is already prepared.</summary>
    /// <param name="subject">How it is judged.</param>
    /// <param name="prepared">Model and data.</param>
    /// <param name="entry">What to do.</param>
    /// <param name="seed">Seed of what is drawn.</param>
    /// <param name="keep">Gets the pruned model.</param>
    /// <param name="memory">What trials of the same method with other budgets found out; null for nothing.</param>
    public static Trial Run(
        Subject subject, PreparedSubject prepared, ModelEntry entry, int seed, Action<OnnxModel>? keep = null, StepMemory? memory = null)
    {
        var watch = Stopwatch.StartNew();
        var pruned = Subject.Must(
            ModelPruner.Prune(prepared.Model, entry, seed, Workbench.Of(prepared.Calibration, Device.Cpu), memory: memory));
        var seconds = watch.Elapsed.TotalSeconds;
        keep?.Invoke(pruned.Model);
        var step = pruned.Steps[^1];
        var (cost, counts) = (step.Structure.Cost, step.Plan.KeptCounts());
        var none = PrunePlan.Empty.KeptCounts();
        return new Trial(
            subject.Score.Of(pruned.Model, prepared.Validation), cost.Macs(counts) / cost.Macs(none),
            cost.Parameters(counts) / cost.Parameters(none), seconds, step.Plan, step.Timings);
    }
}
