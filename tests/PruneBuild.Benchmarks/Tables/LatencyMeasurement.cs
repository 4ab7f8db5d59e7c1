using System.Globalization;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Latency;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// How much faster pruned text models run: original and pruned one in turn, on two threads, batches of 1 and 8,
/// sequences of 32 and 128 tokens.
/// </summary>
internal static class LatencyMeasurement
{
    private const int Threads = 2;

    // Share of the FLOPs that goes, and how many times as fast the model should then be (median over the shapes).
    private static readonly (string Removed, double Wanted)[] cuts = [("50%", 1.9), ("80%", 3.9)];

    private static readonly (int Batch, int Length)[] shapes = [(1, 32), (1, 128), (8, 32), (8, 128)];

    /// <summary>Measures and prints; true when the pruned models are as fast as they should be.</summary>
    /// <param name="subject">The model and its data; its inputs are token ids, masks and token types.</param>
    /// <param name="method">Keys of <c>prune</c> beside <c>remove</c>, such as <c>method: kprune</c>.</param>
    public static bool Run(Subject subject, string method)
    {
        var isFast = true;
        foreach (var (removed, wanted) in cuts)
        {
            var manifest = subject.Manifest($"{{ {method}, remove: {{ flops: {removed} }} }}", 0);
            var prepared = subject.Prepare(manifest);
            var pruned = Subject.Must(
                ModelPruner.Prune(prepared.Model, manifest.Models[0], seed: 0, Workbench.Of(prepared.Calibration, Device.Cpu))).Model;
            var speeds = Compare(prepared.Model, pruned).ToList();
            var median = speeds.Order().Skip((speeds.Count - 1) / 2).Take(2).Average();
            Console.WriteLine(FormattableString.Invariant(
                $"  {method}, {removed} of FLOPs removed: {median:0.00} times as fast (median; at least {wanted:0.0})"));
            isFast &= median >= wanted;
        }

        return isFast;
    }

    private static IEnumerable<double> Compare(OnnxModel original, OnnxModel pruned)
    {
        using var first = Open(original);
        using var second = Open(pruned);
        foreach (var (batch, length) in shapes)
        {
            var times = LatencyMeter.Compare(first, second, Inputs(original, batch, length), new LatencySettings(LeastRuns: 31));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  batch {batch}, {length,3} tokens: {times.First.MedianMilliseconds,7:0.00} ms, "
                + $"pruned {times.Second.MedianMilliseconds,7:0.00} ms: {1 / times.Ratio:0.00} times as fast"));
            yield return 1 / times.Ratio;
        }
    }

    private static ModelSession Open(OnnxModel model) => Subject.Must(ModelSession.Open(model, Device.Cpu, new SessionSettings(Threads)));

    private static Dictionary<string, Tensor> Inputs(OnnxModel model, int batch, int length) => model.Graph.Input.ToDictionary(
        input => input.Name, input => Tensor.Of([.. Values(input.Name, batch * length)], batch, length));

    private static IEnumerable<long> Values(string input, int count) =>
        input.Contains("mask", StringComparison.Ordinal) ? Enumerable.Repeat(1L, count)
        : input.Contains("type", StringComparison.Ordinal) ? Enumerable.Repeat(0L, count)
        : SeededValues.Integers(1, count, 5000).Select(id => id + 5L);
}
