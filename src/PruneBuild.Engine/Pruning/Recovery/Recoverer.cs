using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Proto;
using PruneBuild.Onnx.Upgrading;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>PERP: trains a small family of parameters of a pruned model with the loss of its task, masks kept.</summary>
/// <remarks>Zimmer, Andoni, Spiegel, Pokutta, PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs (arXiv 2312.15230).</remarks>
public static class Recoverer
{
    /// <summary>Trains.</summary>
    /// <param name="pruned">The pruned model.</param>
    /// <param name="original">The model before any pruning: what the loss <c>match</c> compares with.</param>
    /// <param name="masks">Elements that stay, by tensor, for tensors that were masked.</param>
    /// <param name="recipe">What and how.</param>
    /// <param name="batches">Calibration data.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="place">The line of the manifest that asked, for messages.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    public static Result<RecoveredModel> Recover(
        OnnxModel pruned, OnnxModel original, IReadOnlyDictionary<string, bool[]> masks, RecoveryRecipe recipe, IReadOnlyList<Batch> batches,
        Device device, SourceSpan? place = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        if (batches.Count == 0)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.CalibrationNeeded, place, "perp", "training");
        if (pruned.Opset() < OpsetUpgrade.Oldest)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.LossUnfit, place, "perp", $"the model is at opset {pruned.Opset()}, and gradients need opset {OpsetUpgrade.Oldest} or later");
        var probe = SampleInputs.Probe(pruned, device);
        if (!probe.IsOk)
            return probe.As<RecoveredModel>();
        var weights = MaskableWeights.Find(pruned, probe.Value.Facts);
        var model = recipe.Families.Contains(TrainedFamily.NewBiases) ? WithBiases(pruned, weights) : pruned;
        ValueList<TrainedFamily> families = recipe.Families.Contains(TrainedFamily.NewBiases) ? [.. recipe.Families, TrainedFamily.Biases] : recipe.Families;
        var tensors = TrainableTensors.Find(model, weights, masks, families).ToList();
        var adapted = OpsetUpgrade.Apply(model);
        foreach (var family in families.Where(IsLowRank).Distinct())
        {
            (adapted, var adapters) = MaskAdapters.Add(adapted, Adaptable(weights, masks, family), masks, family, recipe.Rank, seed: 0);
            tensors.AddRange(adapters);
        }

        if (tensors.Count == 0)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.NothingToTrain, place, string.Join(", ", recipe.Families));
        var task = TrainingTask.Of(adapted, original, probe.Value.Facts, recipe.Loss, batches, device, cancellation);
        if (!task.IsOk)
            return Result<RecoveredModel>.Fail([.. task.Diagnostics.Select(problem => problem with { Location = problem.Location ?? place })]);
        var trained = Train(task.Value, tensors, recipe, device, progress, cancellation);
        return trained.IsOk
            ? Result<RecoveredModel>.Ok(new RecoveredModel(Merged(model, tensors, trained.Value.Values, masks), trained.Value.Report with { AllParameters = Elements(model) }))
            : trained.As<RecoveredModel>();
    }

    private static bool IsLowRank(TrainedFamily family) => family is TrainedFamily.MaskLora or TrainedFamily.ScaleLora or TrainedFamily.HeadLora;

    /// <summary>The head, or matrices that a mask thinned out; all of the model's when nothing was masked (after structures were cut).</summary>
    private static IEnumerable<MaskableWeight> Adaptable(MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks, TrainedFamily family) =>
        family == TrainedFamily.HeadLora ? weights.Weights.Where(weight => weight.IsHead && !masks.ContainsKey(weight.Tensor))
        : weights.Weights.Where(weight => masks.Count > 0 ? masks.ContainsKey(weight.Tensor) : weight.Excluded is null);

    private static OnnxModel WithBiases(OnnxModel model, MaskableWeights weights) => WeightEditor.Apply(
        model, [.. weights.Weights.Where(weight => weight is { Operator: "MatMul", Input: 1, Excluded: null, Inputs: not null })
            .Select(weight => new WeightEdit(weight.Inputs!, null, new double[weight.Layout.Outputs]))]);

    private static Result<Trained> Train(
        TrainingTask task, IReadOnlyList<TrainedTensor> tensors, RecoveryRecipe recipe, Device device, Action<double>? progress, CancellationToken cancellation)
    {
        var facts = Probe.Run(task.Model, task.Batches[0].Inputs, device);
        if (!facts.IsOk)
            return facts.As<Trained>();
        var graph = GradientGraph.Add(task.Model, facts.Value, LossNames.Loss, [.. tensors.Select(tensor => tensor.Name)]);
        if (!graph.IsOk)
            return graph.As<Trained>();
        var start = tensors.ToDictionary(tensor => tensor.Name, tensor => graph.Value.Read(graph.Value.Graph.Initializer.First(known => known.Name == tensor.Name)));
        var opened = ModelSession.Open(WithInputs(graph.Value, start), device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<Trained>();
        using var session = opened.Value;
        var trainer = new Trainer(session, tensors, start);
        var values = trainer.Run(recipe, task.Batches, progress, cancellation);
        return Result<Trained>.Ok(new Trained(
            values, new RecoveryReport(start.Values.Sum(tensor => tensor.Count), 0, trainer.Steps, trainer.LossBefore, trainer.LossAfter)));
    }

    /// <summary>Trained tensors become inputs.</summary>
    private static OnnxModel WithInputs(OnnxModel model, Dictionary<string, Tensor> tensors)
    {
        var graph = model.Graph.Clone();
        var others = graph.Initializer.Where(tensor => !tensors.ContainsKey(tensor.Name)).ToArray();
        graph.Initializer.Clear();
        graph.Initializer.AddRange(others);
        foreach (var (name, tensor) in tensors)
            graph.Input.Add(ValueInfos.Tensor(name, tensor.Type, tensor.Rank));
        return model.WithGraph(graph);
    }

    private static OnnxModel Merged(
        OnnxModel model, IReadOnlyList<TrainedTensor> tensors, IReadOnlyDictionary<string, Tensor> values, IReadOnlyDictionary<string, bool[]> masks)
    {
        var families = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Family);
        var replaced = new Dictionary<string, TensorProto>();
        foreach (var tensor in model.Graph.Initializer)
        {
            if (values.TryGetValue(tensor.Name, out var value))
                replaced[tensor.Name] = TensorProtos.Create(tensor.Name, value);
            if (values.TryGetValue(MaskAdapters.Left(tensor.Name), out var left))
            {
                var merged = MaskAdapters.Merge(
                    value ?? model.Read(tensor), left, values[MaskAdapters.Right(tensor.Name)],
                    families[MaskAdapters.Left(tensor.Name)], masks.GetValueOrDefault(tensor.Name));
                replaced[tensor.Name] = TensorProtos.Create(tensor.Name, Tensor.Of(merged, [.. tensor.Dims]));
            }
        }

        return model.WithGraph(GraphEdits.ReplaceConstants(model.Graph, replaced));
    }

    private static long Elements(OnnxModel model) =>
        model.Graph.Initializer.Sum(tensor => tensor.Dims.Aggregate(1L, (count, size) => count * size));

    private sealed record Trained(IReadOnlyDictionary<string, Tensor> Values, RecoveryReport Report);
}

/// <summary>A recovered model.</summary>
/// <param name="Model">The model; masks are as they were.</param>
/// <param name="Report">What was done.</param>
public sealed record RecoveredModel(OnnxModel Model, RecoveryReport Report);
