using System.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A language model masked one way.</summary>
/// <param name="Perplexity">On the evaluation windows.</param>
/// <param name="Zeros">Share of zeros in the masked weights.</param>
/// <param name="LayerError">Mean over weights of the squared error as a share of the energy; null when none was measured.</param>
/// <param name="Seconds">Masking alone.</param>
internal sealed record MaskTrial(double Perplexity, double Zeros, double? LayerError, double Seconds)
{
    /// <summary>Masks and judges.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="prune">Value of <c>prune</c> in prune.yaml.</param>
    public static MaskTrial Run(LanguageModel subject, string prune)
    {
        var (model, entry, batches) = (subject.Read(), subject.Entry(prune), subject.Batches());
        var watch = Stopwatch.StartNew();
        var pruned = Subject.Must(ModelPruner.Prune(model, entry, batches, Device.Cpu, seed: 0));
        var seconds = watch.Elapsed.TotalSeconds;
        var masks = pruned.Steps.Select(step => step.Masks).Last(masks => masks is not null)!;
        return new MaskTrial(
            subject.Perplexity(pruned.Model), (double)masks.Zeros / masks.Elements, masks.Weights.Average(weight => weight.RelativeError), seconds);
    }
}
