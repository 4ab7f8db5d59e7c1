using System.Diagnostics;
using System.Globalization;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Onnx.Gradients.Recomputing;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.GradientScores;

/// <summary>What gradients of sst2-minilm cost: processor time of one thread, in units of the plain model's, and peak memory.</summary>
internal static class GradientCost
{
    private const int Batch = 8, Length = 32, Rounds = 15;

    /// <summary>Records of the batch that memory is measured with.</summary>
    public const int PeakBatch = 32;

    /// <summary>Tokens of each.</summary>
    public const int PeakLength = 64;

    // Forward and backward together, in units of the forward pass; outputs are read where they were made, as recovery and criteria do.
    private static readonly (string Name, double Allowed)[] passes =
        [("forward", 1), ("masks", 2.0), ("weights", 3.2), ("weights, values made again", 4.2)];

    /// <summary>Measures all passes, one after the other in each round, and each alone in a process of its own for its memory.</summary>
    /// <returns>True when the costs are as low as they should be.</returns>
    public static bool Measure()
    {
        var inputs = Inputs(Batch, Length);
        var sessions = passes.Select(pass => Open(pass.Name)).ToList();
        var times = passes.Select(_ => new List<double>()).ToList();
        for (var round = -1; round < Rounds; round++)
        {
            foreach (var (i, session) in sessions.Index())
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                session.Lend(inputs).Dispose();
                if (round >= 0)
                    times[i].Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds);
            }
        }

        sessions.ForEach(session => session.Dispose());
        var forward = times[0].Min();
        foreach (var (i, pass) in passes.Index())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {pass.Name,-26} {times[i].Min(),7:0.0} ms, {times[i].Min() / forward:0.00} x forward (at most {pass.Allowed:0.0}), "
                + $"peak {PeakOf(pass.Name)} MiB"));
        }

        return passes.Index().All(pair => times[pair.Index].Min() / forward <= pair.Item.Allowed);
    }

    /// <summary>Peak memory of each pass in a process of its own, in MiB.</summary>
    public static IReadOnlyList<(string Pass, string Peak)> Peaks() => [.. passes.Select(pass => (pass.Name, PeakOf(pass.Name)))];

    /// <summary>Runs one pass, so that this process's peak is its own.</summary>
    public static void RunAlone(string pass)
    {
        using var session = Open(pass);
        for (var i = 0; i < 3; i++)
            session.Lend(Inputs(PeakBatch, PeakLength)).Dispose();
        Console.WriteLine(Process.GetCurrentProcess().PeakWorkingSet64 >> 20);
    }

    private static string PeakOf(string pass)
    {
        using var child = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [typeof(GradientCost).Assembly.Location, "--cost-of", pass])
            {
                RedirectStandardOutput = true,
            })!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return output.Trim();
    }

    private static ModelSession Open(string pass)
    {
        var model = Must(OnnxReader.Read(SharedFolder.Require("models", "sst2-minilm", "sst2-minilm.onnx")));
        return Must(ModelSession.Open(pass == "forward" ? model : WithGradients(model, pass), Device.Cpu, SessionSettings.Reproducible));
    }

    private static OnnxModel WithGradients(OnnxModel model, string pass)
    {
        var sample = Inputs(3, 7);
        var plain = Must(Probe.Run(model, sample, Device.Cpu));
        var withLoss = CrossEntropyLoss.Add(DifferentiableForm.Of(model, plain), "logits", LossReduction.Sum);
        var facts = Must(Probe.Run(withLoss, sample, Device.Cpu));
        if (pass == "masks")
        {
            var groups = DimensionInference.Infer(model, plain).Groups
                .Where(group => group.Kind is StructureKind.Heads or StructureKind.Neurons).ToList();
            return Must(MaskGradientGraph.Build(withLoss, facts, LossNames.Loss, groups, records: 3, "input_ids"));
        }

        var index = new GraphIndex(model.Graph);
        string[] weights =
        [
            .. model.Graph.Initializer
                .Where(tensor => tensor.DataType == (int)ElementType.Float && tensor.Dims.Count > 0 && index.Uses(tensor.Name).Count > 0)
                .Select(tensor => tensor.Name),
        ];
        var extended = Must(GradientGraph.Add(withLoss, facts, LossNames.Loss, weights));
        var gradients = SubgraphExtraction.Extract(extended, [], [LossNames.Loss, .. weights.Select(GradientGraph.OutputOf)], _ => null);
        return pass == "weights" ? gradients : Recomputation.Apply(gradients, facts, LossNames.Loss, limit: 0);
    }

    private static Dictionary<string, Tensor> Inputs(int batch, int length) => new()
    {
        ["input_ids"] = Tensor.Of([.. SeededValues.Integers(1, batch * length, 5000).Select(id => id + 5L)], batch, length),
        ["attention_mask"] = Tensor.Of([.. Enumerable.Repeat(1L, batch * length)], batch, length),
        ["token_type_ids"] = Tensor.Of(new long[batch * length], batch, length),
        [LossNames.Labels] = Tensor.Of([.. Enumerable.Range(0, batch).Select(i => i % 2L)], batch),
    };

    private static T Must<T>(Diagnostics.Result<T> result) =>
        result.IsOk ? result.Value : throw new InvalidOperationException(string.Join("; ", result.Diagnostics));
}
