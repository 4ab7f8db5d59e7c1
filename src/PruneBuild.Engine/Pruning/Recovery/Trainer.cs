using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Trains tensors over a graph that computes their gradients. The graph takes them as inputs,
/// so nothing is loaded again.</summary>
/// <param name="session">A session of the graph.</param>
/// <param name="tensors">What is trained.</param>
/// <param name="start">What the model has in their place, by name.</param>
/// <param name="recipe">How.</param>
/// <param name="checkpoint">Where it notes how far it is, and goes on from; null to do neither.</param>
internal sealed class Trainer(
    ModelSession session, IReadOnlyList<TrainedTensor> tensors, IReadOnlyDictionary<string, Tensor> start, RecoveryRecipe recipe,
    TrainingCheckpoint? checkpoint = null)
{
    /// <summary>Of fewer batches none can be held out: the training data itself tells when to stop.</summary>
    public const int FewestToSplit = 4;

    /// <summary>Steps between looks at what is held out; a trial of a rate ends with the first.</summary>
    public const int LookEvery = 20;

    /// <summary>Looks without a gain after which training ends.</summary>
    private const int Patience = 4;

    /// <summary>Looks without a gain after which the rate is taken to be too high.</summary>
    private const int PatienceWithRate = 2;

    /// <summary>Share of the batches that is held out: enough to see when to stop, for the rest is what the model learns from.</summary>
    private const double HeldOutShare = 1.0 / 16;

    /// <summary>Of as many batches two are held out, for one of a few images tells little.</summary>
    private const int EnoughForTwo = 16;

    /// <summary>Held-out records whose losses are compared one by one, as means of so many.</summary>
    private const int RecordsToJudge = 4;

    /// <summary>Of fewer means none tells how much a loss varies.</summary>
    private const int FewestToJudge = 8;

    private double factor = 1;

    private Dictionary<string, TensorUpdate> updates = Updates(tensors, start, recipe, 1);

    // Steps of trials that came to nothing, as of now.
    private int lost;

    /// <summary>True when the graph takes any number of records at a time.</summary>
    public bool TakesAnyNumber { get; init; }

    /// <summary>Steps that were taken; those of other rates that were tried do not count.</summary>
    public int Steps { get; private set; }

    /// <summary>Loss of the held-out batches before the first step.</summary>
    public double LossBefore { get; private set; }

    /// <summary>Loss of the held-out batches with the values that are returned.</summary>
    public double LossAfter { get; private set; }

    // A rate that is named is the only one; and trials need a training that is longer than they are.
    private bool Searches => recipe.LearningRate is null && recipe.Steps >= Patience * LookEvery;

    // What trials cost at most, besides the one that goes on.
    private int MostLost => Searches ? (RateSearch.MostTrials - 1) * LookEvery : 0;

    /// <summary>Trains; returns what the model reads with the smallest loss on held-out data, and the start where that is not clearly
    /// better.</summary>
    public IReadOnlyDictionary<string, TrainedValue> Run(
        IReadOnlyList<Batch> batches, TrainingProgress progress, CancellationToken cancellation)
    {
        var (training, heldOut) = Split(batches);
        var order = new BatchOrder(training.Count, StepBatches.PerStep(training, recipe), recipe.Seed);
        var (best, waiting) = (Copy(), 0);
        if (Resume() is { } resumed)
        {
            (best, waiting) = resumed;
            progress.GoOn();
            Tell();
        }
        else
        {
            Begin();
        }

        while (Steps < recipe.Steps && waiting < Patience)
        {
            Advance(Math.Min(LookEvery, recipe.Steps - Steps));
            Look(Loss(heldOut, cancellation));
        }

        if (MayBeChance(heldOut, best, cancellation))
            (LossAfter, best) = (LossBefore, Start());
        return best.ToDictionary(
            pair => pair.Key, pair => new TrainedValue(Read(pair.Key, pair.Value), updates[pair.Key].Mask(pair.Value)));

        void Begin()
        {
            LossBefore = LossAfter = Loss(heldOut, cancellation);
            if (!Searches)
                return;
            var trial = RateSearch.Find(LossBefore, Try, recipe.Loss == RecoveryLoss.Match ? 1 : RateSearch.GainByHeart);
            (factor, updates, Steps, lost) = (trial.Factor, trial.Updates, LookEvery, MostLost);
            Look(trial.Loss);
        }

        RateTrial Try(double times)
        {
            (factor, updates, Steps) = (times, Updates(tensors, start, recipe, times), 0);
            Advance(LookEvery);
            lost += LookEvery;
            return new RateTrial(times, updates, Loss(heldOut, cancellation));
        }

        void Advance(int count)
        {
            for (var end = Steps + count; Steps < end; Steps++)
            {
                cancellation.ThrowIfCancellationRequested();
                Tell();
                Step([.. order.At(Steps).Select(number => training[number])], Steps, order.Epoch(Steps), cancellation);
            }
        }

        void Tell() => progress.Report((double)(lost + Steps) / (MostLost + recipe.Steps));

        void Look(double loss)
        {
            waiting = loss < LossAfter ? 0 : waiting + 1;
            if (loss < LossAfter)
                (LossAfter, best) = (loss, Copy());
            if (waiting == PatienceWithRate && recipe.LearningRate is null)
                SlowDown(best);
            checkpoint?.Save(State(best, waiting));
        }
    }

    /// <summary>Goes back to the best values and on from there at a lower rate.</summary>
    private void SlowDown(Dictionary<string, float[]> best)
    {
        var before = updates;
        factor /= RateSearch.Ratio;
        updates = Updates(tensors, start, recipe, factor);
        foreach (var (name, update) in updates)
            update.GoOn(Steps, best[name], before[name].Memory);
    }

    private static Dictionary<string, TensorUpdate> Updates(
        IReadOnlyList<TrainedTensor> tensors, IReadOnlyDictionary<string, Tensor> start, RecoveryRecipe recipe, double factor) =>
        tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => TensorUpdate.Of(tensor, start[tensor.Name].ToFloats(), recipe, factor * recipe.Rate(tensor.Family)));

    /// <summary>Goes on where a run was broken off: the best values so far, and how long there was no gain;
    /// null when there is nothing to go on from.</summary>
    private (Dictionary<string, float[]> Best, int Waiting)? Resume()
    {
        if (checkpoint?.Load(
            [.. tensors.Select(tensor => updates[tensor.Name].Values.Length)],
            tensors.Count == 0 ? 0 : updates[tensors[0].Name].Memory.Count) is not { } state)
            return null;
        (factor, updates, lost) = (state.Factor, Updates(tensors, start, recipe, state.Factor), MostLost);
        foreach (var (tensor, noted) in tensors.Zip(state.Tensors))
            updates[tensor.Name].Resume(state.Steps, noted);
        (Steps, LossBefore, LossAfter) = (state.Steps, state.LossBefore, state.LossAfter);
        return (tensors.Zip(state.Tensors).ToDictionary(pair => pair.First.Name, pair => pair.Second.Best), state.Waiting);
    }

    private TrainingState State(Dictionary<string, float[]> best, int waiting) => new(
        Steps, factor, waiting, LossBefore, LossAfter,
        [.. tensors.Select(tensor => new TensorState(updates[tensor.Name].Values, best[tensor.Name], updates[tensor.Name].Memory))]);

    private static (IReadOnlyList<Batch> Training, IReadOnlyList<Batch> HeldOut) Split(IReadOnlyList<Batch> batches)
    {
        if (batches.Count < FewestToSplit)
            return (batches, batches);
        var fewest = batches.Count < EnoughForTwo ? 1 : 2;
        var apart = EvenSpread.Of(batches.Count, Math.Max(HeldOutShare, (double)fewest / batches.Count)).ToHashSet();
        return ([.. batches.Where((_, i) => !apart.Contains(i))], [.. batches.Where((_, i) => apart.Contains(i))]);
    }

    private void Step(List<Batch> batches, int step, int epoch, CancellationToken cancellation)
    {
        var gradients = tensors.ToDictionary(tensor => tensor.Name, tensor => new float[updates[tensor.Name].Values.Length]);
        foreach (var (_, outputs) in OutputStream.Lend(
            session, Fed(batches), [.. tensors.Select(tensor => GradientGraph.OutputOf(tensor.Name))], cancellation))
        {
            foreach (var (name, sum) in gradients)
            {
                var gradient = outputs[GradientGraph.OutputOf(name)].As<float>();
                for (var i = 0; i < sum.Length; i++)
                    sum[i] += gradient[i] / batches.Count;
            }
        }

        foreach (var (name, gradient) in gradients)
            updates[name].Step(gradient, step, epoch);
    }

    /// <summary>Whether the loss of held-out records falls by no more than the standard error of its fall: of many looks at a few
    /// records the best can be good by chance. False where too few can be told apart; and of blocks, because every value of
    /// their answers is compared.</summary>
    private bool MayBeChance(IReadOnlyList<Batch> heldOut, Dictionary<string, float[]> best, CancellationToken cancellation)
    {
        if (!(LossAfter < LossBefore) || recipe.Blocks is not null)
            return false;
        IReadOnlyList<Batch> parts = TakesAnyNumber
            ? [.. heldOut.SelectMany(batch => StepBatches.Apart(batch, RecordsToJudge))]
            : heldOut;
        return parts.Count >= FewestToJudge && !PairedFall.Of(
            [.. Losses(Fed(parts, Start()), cancellation)], [.. Losses(Fed(parts, best), cancellation)]).IsClear;
    }

    private double Loss(IReadOnlyList<Batch> batches, CancellationToken cancellation) => Losses(Fed(batches), cancellation).Average();

    private IEnumerable<double> Losses(Batch[] fed, CancellationToken cancellation) =>
        OutputStream.Run(session, fed, [LossNames.Loss], cancellation).Select(run => (double)run.Outputs[LossNames.Loss].As<float>()[0]);

    /// <summary>The batches with a copy of what the model reads now, which they share.</summary>
    private Batch[] Fed(IReadOnlyList<Batch> batches) => Fed(batches, updates.ToDictionary(pair => pair.Key, pair => pair.Value.Values));

    private Batch[] Fed(IReadOnlyList<Batch> batches, Dictionary<string, float[]> values)
    {
        var read = values.ToDictionary(pair => pair.Key, pair => Read(pair.Key, pair.Value));
        return [.. batches.Select(batch => batch with { Inputs = batch.Inputs.Concat(read).ToDictionary() })];
    }

    private Dictionary<string, float[]> Start() => updates.Keys.ToDictionary(name => name, name => start[name].ToFloats());

    private Dictionary<string, float[]> Copy() => updates.ToDictionary(pair => pair.Key, pair => pair.Value.Values.ToArray());

    private Tensor Read(string name, float[] values) => Tensor.Of(updates[name].Read(values), start[name].Shape.Span);
}

/// <summary>A trained tensor.</summary>
/// <param name="Tensor">What the model reads.</param>
/// <param name="Mask">The mask that training chose for it; null when it chose none.</param>
internal sealed record TrainedValue(Tensor Tensor, bool[]? Mask);
