using System.Diagnostics;
using System.Globalization;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// Compares settings of a method on calibration data alone: every fifth batch is held out, the others calibrate, and the answers to what
/// was held out are compared with the original's. Validation data is not looked at.
/// </summary>
/// <param name="subject">The model and its data; it answers logits.</param>
/// <param name="seed">Seed of the choice of records and of all draws.</param>
internal sealed class SettingsTrial(Subject subject, int seed)
{
    /// <summary>Prunes by each and prints how far the answers are from the original's.</summary>
    /// <param name="prunes">Values of <c>prune</c>.</param>
    public void Run(IReadOnlyList<string> prunes)
    {
        var prepared = subject.Prepare(subject.Manifest(prunes[0], seed));
        Batch[] held = [.. prepared.Calibration.Where((_, i) => i % 5 == 2)];
        Batch[] seen = [.. prepared.Calibration.Where((_, i) => i % 5 != 2)];
        var original = Answers(prepared.Model, held);
        foreach (var prune in prunes)
        {
            var watch = Stopwatch.StartNew();
            var entry = subject.Manifest(prune, seed).Models[0];
            var pruned = Subject.Must(ModelPruner.Prune(prepared.Model, entry, seed, Workbench.Of([.. seen], Device.Cpu)));
            var seconds = watch.Elapsed.TotalSeconds;
            var score = new DivergenceScore(shares: false);
            foreach (var (before, after) in original.Zip(Answers(pruned.Model, held)))
                score.Add(before, after, before.Length);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{subject.Name} seed {seed}: divergence {score.KullbackLeibler().Value:0.00000}, "
                + $"agreement {score.Agreement().Value:0.0000} on {original.Count} held out, {seconds:0} s: {prune}"));
        }
    }

    private static List<float[]> Answers(OnnxModel model, Batch[] batches)
    {
        using var session = Subject.Must(ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible));
        var answers = new List<float[]>();
        foreach (var (_, outputs) in OutputStream.Run(session, batches))
        {
            var logits = outputs[session.Outputs[0]];
            answers.AddRange(logits.ToFloats().Chunk((int)logits.Shape[^1]));
        }

        return answers;
    }
}
