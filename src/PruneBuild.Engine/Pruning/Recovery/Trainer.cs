using PruneBuild.Inference;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Training;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Trains tensors by AdamW over a graph that computes their gradients. The graph takes them as inputs, so nothing is loaded again.</summary>
/// <param name="session">A session of the graph.</param>
/// <param name="tensors">What is trained.</param>
/// <param name="start">Values to start from, by name.</param>
/// <param name="checkpoint">Where it notes how far it is, and goes on from; null to do neither.</param>
internal sealed class Trainer(
    ModelSession session, IReadOnlyList<TrainedTensor> tensors, IReadOnlyDictionary<string, Tensor> start, TrainingCheckpoint? checkpoint = null)
{
    private const int LookEvery = 20;

    private const int Patience = 4;

    /// <summary>Share of the batches that is held out: enough to see when to stop, for the rest is what the model learns from.</summary>
    private const double HeldOutShare = 1.0 / 16;

    /// <summary>Of fewer batches none is held out.</summary>
    private const int FewestToSplit = 8;

    /// <summary>Batches whose gradients make one step: computed side by side, added in their order.</summary>
    private const int BatchesPerStep = 4;

    private readonly Dictionary<string, float[]> values = tensors.ToDictionary(tensor => tensor.Name, tensor => start[tensor.Name].ToFloats());
    private readonly Dictionary<string, AdamW> optimisers = tensors.ToDictionary(tensor => tensor.Name, tensor => new AdamW((int)start[tensor.Name].Count, new AdamWOptions(SecondDecay: 0.95)));

    /// <summary>Steps that were taken.</summary>
    public int Steps { get; private set; }

    /// <summary>Loss of the held-out batches before the first step.</summary>
    public double LossBefore { get; private set; }

    /// <summary>Loss of the held-out batches with the values that are returned.</summary>
    public double LossAfter { get; private set; }

    /// <summary>Trains; returns the values with the smallest loss on held-out data, never worse than the start.</summary>
    public IReadOnlyDictionary<string, Tensor> Run(RecoveryRecipe recipe, IReadOnlyList<Batch> batches, Action<double>? progress, CancellationToken cancellation)
    {
        var (training, heldOut) = Split(batches);
        var (best, waiting) = Resume() ?? (Snapshot(), 0);
        if (Steps == 0)
            LossBefore = LossAfter = Loss(heldOut, cancellation);
        foreach (var (step, chosen) in Order(training.Count, recipe.Seed).Take(recipe.Steps).Index().Skip(Steps))
        {
            if (waiting >= Patience)
                break;
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke((double)step / recipe.Steps);
            Step(recipe, [.. chosen.Select(number => training[number])], step, cancellation);
            Steps = step + 1;
            if (Steps % LookEvery != 0 && Steps != recipe.Steps)
                continue;
            var loss = Loss(heldOut, cancellation);
            waiting = loss < LossAfter ? 0 : waiting + 1;
            if (loss < LossAfter)
                (LossAfter, best) = (loss, Snapshot());
            checkpoint?.Save(State(best, waiting));
        }

        return best;
    }

    /// <summary>Goes on where a run was broken off: the best values so far, and how long there was no gain; null when there is nothing to go on from.</summary>
    private (Dictionary<string, Tensor> Best, int Waiting)? Resume()
    {
        if (checkpoint?.Load([.. tensors.Select(tensor => values[tensor.Name].Length)]) is not { } state)
            return null;
        foreach (var (tensor, noted) in tensors.Zip(state.Tensors))
        {
            values[tensor.Name] = noted.Values;
            optimisers[tensor.Name].Resume(state.Steps, noted.First, noted.Second);
        }

        (Steps, LossBefore, LossAfter) = (state.Steps, state.LossBefore, state.LossAfter);
        return (tensors.Zip(state.Tensors).ToDictionary(pair => pair.First.Name, pair => Tensor.Of(pair.Second.Best, start[pair.First.Name].Shape.Span)), state.Waiting);
    }

    private TrainingState State(Dictionary<string, Tensor> best, int waiting) => new(
        Steps, waiting, LossBefore, LossAfter,
        [.. tensors.Select(tensor => new TensorState(
            values[tensor.Name], best[tensor.Name].ToFloats(), optimisers[tensor.Name].First.ToArray(), optimisers[tensor.Name].Second.ToArray()))]);

    private static (IReadOnlyList<Batch> Training, IReadOnlyList<Batch> HeldOut) Split(IReadOnlyList<Batch> batches)
    {
        if (batches.Count < FewestToSplit)
            return (batches, batches);
        var apart = EvenSpread.Of(batches.Count, HeldOutShare).ToHashSet();
        return ([.. batches.Where((_, i) => !apart.Contains(i))], [.. batches.Where((_, i) => apart.Contains(i))]);
    }

    /// <summary>The batches of each step, without end: all of them in one shuffled order after the other.</summary>
    private static IEnumerable<int[]> Order(int count, int seed)
    {
        var (random, order) = (new Random(seed), new Queue<int>());
        while (true)
        {
            var chosen = new int[Math.Min(BatchesPerStep, count)];
            for (var i = 0; i < chosen.Length; i++)
            {
                if (order.Count == 0)
                    order = new Queue<int>(Shuffled(count, random));
                chosen[i] = order.Dequeue();
            }

            yield return chosen;
        }
    }

    private static int[] Shuffled(int count, Random random)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }

    private void Step(RecoveryRecipe recipe, List<Batch> batches, int step, CancellationToken cancellation)
    {
        var gradients = tensors.ToDictionary(tensor => tensor.Name, tensor => new float[values[tensor.Name].Length]);
        foreach (var (_, outputs) in OutputStream.Lend(session, Fed(batches), [.. tensors.Select(tensor => GradientGraph.OutputOf(tensor.Name))], null, cancellation))
        {
            foreach (var (name, sum) in gradients)
            {
                var gradient = outputs[GradientGraph.OutputOf(name)].As<float>();
                for (var i = 0; i < sum.Length; i++)
                    sum[i] += gradient[i] / batches.Count;
            }
        }

        foreach (var tensor in tensors)
        {
            var rate = new LearningSchedule(recipe.LearningRate ?? RecoveryRecipe.UsualRate(tensor.Family), recipe.Steps).At(step);
            var weights = values[tensor.Name];
            optimisers[tensor.Name].Step(weights, gradients[tensor.Name], rate);
            for (var i = 0; tensor.Kept is { } kept && i < kept.Length; i++)
                weights[i] = kept[i] ? weights[i] : 0f;
        }
    }

    private double Loss(IReadOnlyList<Batch> batches, CancellationToken cancellation) =>
        OutputStream.Run(session, Fed(batches), [LossNames.Loss], null, cancellation)
            .Average(run => (double)run.Outputs[LossNames.Loss].As<float>()[0]);

    /// <summary>The batches with a copy of the values as they are now, which they share.</summary>
    private Batch[] Fed(IReadOnlyList<Batch> batches)
    {
        var now = Snapshot();
        return [.. batches.Select(batch => batch with { Inputs = batch.Inputs.Concat(now).ToDictionary() })];
    }

    private Dictionary<string, Tensor> Snapshot() =>
        values.ToDictionary(pair => pair.Key, pair => Tensor.Of(pair.Value, start[pair.Key].Shape.Span));
}
