using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Sessions;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class SensitivityCollectorTests
{
    private const double Temperature = 2;
    private static readonly OnnxModel Model = SmallModels.Of("encoder");
    private static readonly IReadOnlyList<Batch> Batches = SmallModels.Batches(Model, 3, 1);

    [TestMethod]
    public void ADivergenceFromItselfHasNoGradient()
    {
        foreach (var sensitivity in Collect(SensitivityLoss.Divergence, Model).Values)
        {
            Close.AreClose(new double[sensitivity.BatchSquares.Length], sensitivity.BatchSquares, 1e-12, floor: 1);
            Assert.AreEqual(6L, sensitivity.Records);
        }
    }

    [TestMethod]
    [DataRow(StructureKind.Neurons)]
    [DataRow(StructureKind.Heads)]
    public void TheCurvatureIsWhatTheDivergenceShows(StructureKind kind)
    {
        var group = Groups().Single(group => group.Kind == kind);
        var measured = Collect(SensitivityLoss.Curvature, Model)[group.Id].RecordSquares;

        Close.AreClose([.. Enumerable.Range(0, 12).Select(index => Curvature(group.Consumers[0], index))], measured, 0.02);
    }

    [TestMethod]
    public void TheGradientOfADriftedNetworkIsThatOfItsDivergence()
    {
        var group = Groups().Single(group => group.Kind == StructureKind.Neurons);
        var drifted = Scaled(Model, Groups().Single(group => group.Kind == StructureKind.Heads).Consumers[0], 4, 0);

        var measured = Collect(SensitivityLoss.Divergence, drifted)[group.Id].BatchSquares;

        const double Step = 1e-2;
        var expected = Enumerable.Range(0, 12).Select(index => Batches.Sum(batch => Math.Pow(
            (Divergence(Scaled(drifted, group.Consumers[0], index, 1 + Step), batch) - Divergence(Scaled(drifted, group.Consumers[0], index, 1 - Step), batch))
            / (2 * Step) / batch.Records.Count, 2))).ToArray();
        Close.AreClose(expected, measured, 0.02);
    }

    private static PruneGroup[] Groups() =>
        [.. StructureAnalysis.Analyse(Model, Batches, Device.Cpu).Value!.Structure.Groups.Where(GroupFilter.Default.Allows)];

    private static IReadOnlyDictionary<string, Sensitivity> Collect(SensitivityLoss loss, OnnxModel model)
    {
        var runner = new SegmentRunner(Device.Cpu);
        var answers = Batches.Select(batch => Run(Model, batch)).ToValueList();
        var collector = SensitivityCollector.Create(new SensitivityRequest(loss, Temperature), Model, Batches[0].Inputs, answers, runner, Device.Cpu);
        Assert.IsTrue(collector.IsOk, string.Join("; ", collector.Diagnostics));
        var collected = collector.Value.Collect(model, Frontier.Start(Batches), [0, 1, 2], Groups(), CancellationToken.None);
        Assert.IsTrue(collected.IsOk, string.Join("; ", collected.Diagnostics));
        return collected.Value;
    }

    /// <summary>The second difference of the divergence as one feature is scaled by 1 ± step.</summary>
    private static double Curvature(Consumer consumer, int index)
    {
        const double Step = 0.05;
        return Batches.Sum(batch =>
            Divergence(Scaled(Model, consumer, index, 1 + Step), batch) + Divergence(Scaled(Model, consumer, index, 1 - Step), batch)) / (Step * Step);
    }

    private static OnnxModel Scaled(OnnxModel model, Consumer consumer, int row, double factor)
    {
        var weight = WeightEditor.Read(model, new GraphIndex(model.Graph), consumer);
        var scaled = Matrix.Create(weight.Rows, weight.Columns, (i, j) => weight[i, j] * (i == row ? factor : 1));
        return WeightEditor.Apply(model, [new WeightEdit(ConsumerCut.Whole(consumer), scaled, null)]);
    }

    /// <summary>γ²·KL(original ‖ model), summed over the records of a batch.</summary>
    private static double Divergence(OnnxModel model, Batch batch)
    {
        var (original, changed) = (Run(Model, batch).ToFloats(), Run(model, batch).ToFloats());
        var sum = 0.0;
        for (var record = 0; record < original.Length; record += 2)
        {
            var (p, q) = (Probabilities(original.AsSpan(record, 2)), Probabilities(changed.AsSpan(record, 2)));
            sum += Temperature * Temperature * p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
        }

        return sum;
    }

    private static double[] Probabilities(ReadOnlySpan<float> logits)
    {
        var (a, b) = (Math.Exp(logits[0] / Temperature), Math.Exp(logits[1] / Temperature));
        return [a / (a + b), b / (a + b)];
    }

    private static Tensor Run(OnnxModel model, Batch batch)
    {
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return session.Run(batch.Inputs)["y"];
    }
}
