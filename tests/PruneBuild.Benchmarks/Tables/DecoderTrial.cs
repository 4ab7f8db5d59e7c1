using System.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A language model whose structures were cut one way.</summary>
/// <param name="Perplexity">On the evaluation windows.</param>
/// <param name="MacsKept">Share of the original's multiply–accumulates that is left.</param>
/// <param name="ParametersKept">Share of its parameters.</param>
/// <param name="Seconds">Pruning alone.</param>
internal sealed record DecoderTrial(double Perplexity, double MacsKept, double ParametersKept, double Seconds)
{
    /// <summary>Prunes and judges.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="prune">Value of <c>prune</c> in prune.yaml.</param>
    public static DecoderTrial Run(LanguageModel subject, string prune)
    {
        var (model, batches) = (subject.Read(), subject.Batches());
        var watch = Stopwatch.StartNew();
        var pruned = Subject.Must(ModelPruner.Prune(model, subject.Entry(prune), batches, Device.Cpu, seed: 0));
        var seconds = watch.Elapsed.TotalSeconds;
        var (before, after) = (Cost(model), Cost(pruned.Model));
        return new DecoderTrial(subject.Perplexity(pruned.Model), after.Macs / before.Macs, after.Parameters / before.Parameters, seconds);

        (double Macs, double Parameters) Cost(Onnx.OnnxModel counted)
        {
            var cost = Subject.Must(StructureAnalysis.Analyse(counted, batches, Device.Cpu)).Structure.Cost;
            return (cost.Macs(new Dictionary<string, int>()), cost.Parameters(new Dictionary<string, int>()));
        }
    }
}
