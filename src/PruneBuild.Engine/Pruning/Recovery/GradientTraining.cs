using PruneBuild.Diagnostics;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Gradients.Recomputing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Tensors of a graph with a loss, trained over the graph of their gradients.</summary>
/// <param name="Values">The tensors with the smallest loss on held-out data, by name.</param>
/// <param name="Report">What was done; the model's size is not in it.</param>
internal sealed record GradientTraining(IReadOnlyDictionary<string, Tensor> Values, RecoveryReport Report)
{
    /// <summary>Masks that were chosen anew, by tensor.</summary>
    public required IReadOnlyDictionary<string, bool[]> Masks { get; init; }

    /// <summary>Trains.</summary>
    /// <param name="task">Graph, loss and data.</param>
    /// <param name="tensors">Initializers of the graph.</param>
    /// <param name="recipe">How.</param>
    /// <param name="bench">Where to run.</param>
    /// <param name="progress">Told how far it is, and whether it goes on from what an earlier run noted.</param>
    /// <param name="checkpoint">Where it notes how far it is, and goes on from; null to do neither.</param>
    /// <returns>What came of it; or an operator without a gradient, or a graph that does not run.</returns>
    public static Result<GradientTraining> Run(
        TrainingTask task, IReadOnlyList<TrainedTensor> tensors, RecoveryRecipe recipe, Workbench bench, TrainingProgress progress,
        TrainingCheckpoint? checkpoint)
    {
        var device = bench.Device;
        var facts = Probe.Run(task.Model, task.Batches[0].Inputs, device, cancellation: bench.Cancellation);
        if (!facts.IsOk)
            return facts.As<GradientTraining>();
        string[] trained = [.. tensors.Select(tensor => tensor.Name)];
        var (narrow, known, _) = SinglePositions.Apply(task.Model, facts.Value, [LossNames.Loss], kept: trained);
        var graph = GradientGraph.Add(narrow, known, LossNames.Loss, trained);
        if (!graph.IsOk)
            return graph.As<GradientTraining>();
        var start = tensors.ToDictionary(
            tensor => tensor.Name, tensor => graph.Value.Read(graph.Value.Graph.Initializer.First(known => known.Name == tensor.Name)));
        var limited = Recomputation.Apply(graph.Value, known, LossNames.Loss, HeldActivations.Limit(facts.Value, task.Batches, device));
        return SessionWork.In(ConstantsAsInputs.Apply(limited, start), device, SessionSettings.Reproducible, Train);

        GradientTraining Train(ModelSession session)
        {
            var trainer = new Trainer(session, tensors, start, recipe, checkpoint) { TakesAnyNumber = StepBatches.CanCut(task.Model) };
            var values = trainer.Run(task.Batches, progress, bench.Cancellation);
            return new GradientTraining(
                values.ToDictionary(pair => pair.Key, pair => pair.Value.Tensor),
                new RecoveryReport(start.Values.Sum(tensor => tensor.Count), 0, trainer.Steps, trainer.LossBefore, trainer.LossAfter))
            {
                Masks = values.Where(pair => pair.Value.Mask is not null).ToDictionary(pair => pair.Key, pair => pair.Value.Mask!),
            };
        }
    }

    /// <summary>A model that has the trained values, and what low-rank updates make of its matrices.</summary>
    /// <param name="model">The model without adapters.</param>
    /// <param name="tensors">What was trained.</param>
    /// <param name="masks">Elements that stay, by tensor.</param>
    public OnnxModel Into(OnnxModel model, IReadOnlyList<TrainedTensor> tensors, IReadOnlyDictionary<string, bool[]> masks)
    {
        var families = tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Family);
        var replaced = new Dictionary<string, TensorProto>();
        foreach (var tensor in model.Graph.Initializer)
        {
            if (Values.TryGetValue(tensor.Name, out var value))
                replaced[tensor.Name] = TensorProtos.Create(tensor.Name, value);
            if (Values.TryGetValue(MaskAdapters.Left(tensor.Name), out var left))
            {
                var merged = MaskAdapters.Merge(
                    value ?? model.Read(tensor), left, Values[MaskAdapters.Right(tensor.Name)],
                    families[MaskAdapters.Left(tensor.Name)], masks.GetValueOrDefault(tensor.Name));
                replaced[tensor.Name] = TensorProtos.Create(tensor.Name, Tensor.Of(merged, [.. tensor.Dims]));
            }
        }

        return model.WithGraph(GraphEdits.ReplaceConstants(model.Graph, replaced));
    }
}
