using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>
/// Trains one block after the other to put out what the original's block puts out, masks kept. A block runs alone: what enters it comes from the
/// blocks before it as trained so far, what it is compared with is computed once. In memory are the values between two blocks, not the model's.
/// </summary>
/// <remarks>
/// Shin, Park, Lee, Lee, Rethinking Pruning Large Language Models: Benefits and Pitfalls of Reconstruction Error Minimization (EMNLP 2024):
/// block-wise reconstruction; global propagation, when targets come from the original's own activations; cross-block, when blocks are trained
/// in overlapping runs. They warn that a small error can come with a worse model; so the loss is judged on held-out batches, and a block that does
/// not gain there stays as it was. EBFT (arXiv 2402.12419) is the same with targets from the pruned model's activations.
/// </remarks>
/// <param name="original">The model before any pruning.</param>
/// <param name="originalFacts">Shapes of its values.</param>
/// <param name="facts">Shapes of the pruned model's values.</param>
/// <param name="weights">Its matrices.</param>
/// <param name="masks">Elements that stay, by tensor.</param>
/// <param name="recipe">What is trained, and how.</param>
/// <param name="device">Where to run.</param>
internal sealed class BlockRecoverer(
    OnnxModel original, ShapeFacts originalFacts, ShapeFacts facts, MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks, RecoveryRecipe recipe, Device device)
{
    private readonly BlockRecipe how = recipe.Blocks!;
    private readonly SegmentRunner runner = new(device);

    /// <summary>Trains all blocks.</summary>
    /// <param name="pruned">The pruned model, with new biases if they are trained.</param>
    /// <param name="batches">Calibration data.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="checkpoints">Where each block notes how far it is, and goes on from; null to do neither.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Result<RecoveredModel> Run(
        OnnxModel pruned, IReadOnlyList<Batch> batches, Action<double>? progress, RecoveryCheckpoints? checkpoints, CancellationToken cancellation)
    {
        var blocks = WeightBlocks.WithOutputs(pruned, facts, [.. weights.Weights.Where(weight => TrainedParts.IsThinned(weight, masks))]);
        var known = original.Graph.Node.SelectMany(node => node.Output).ToHashSet();
        if (blocks.FirstOrDefault(block => !known.Contains(block.Output)) is { } alien)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.LossUnfit, null, "blocks", $"the original has no value '{alien.Output}' to compare with");
        blocks = Comparable(blocks);
        // Where the batches are before each block of the run that is trained, in the pruned model; and in the original.
        var (before, teacher) = (new List<Frontier> { Frontier.Start(batches) }, Frontier.Start(batches));
        var (model, report) = (pruned, new RecoveryReport(0, 0, 0, 0, 0));
        for (var i = 0; i < blocks.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = blocks.Skip(i + 1 - before.Count).Take(before.Count).ToArray();
            var taught = runner.Advance(how.Targets == BlockTargets.Original ? teacher : before[0], original, [blocks[i].Output], [blocks[i].Output], cancellation: cancellation);
            if (!taught.IsOk)
                return taught.As<RecoveredModel>();
            if (how.Targets == BlockTargets.Original)
                teacher = taught.Value.Frontier;
            var trained = Train(model, block, before[0], taught.Value.Wanted, share => progress?.Invoke((i + share) / blocks.Count), checkpoints?.OfTraining(i), cancellation);
            if (!trained.IsOk)
                return trained.As<RecoveredModel>();
            (model, report) = (trained.Value.Model, Sum(report, trained.Value.Report));
            var next = Next(model, before, block, cancellation);
            if (!next.IsOk)
                return next.As<RecoveredModel>();
            before = next.Value;
        }

        return report.Parameters == 0
            ? Result<RecoveredModel>.Fail(DiagnosticCatalog.NothingToTrain, null, RecoveryRecipes.Words(recipe.Families), RecoveryRecipes.AllFamilies)
            : Result<RecoveredModel>.Ok(RecoveredModel.Of(model, report));
    }

    /// <summary>The blocks, joined with those behind them where what they hand on has another shape than the original's: units of it were cut.</summary>
    private List<WeightBlock> Comparable(IReadOnlyList<WeightBlock> blocks)
    {
        var (comparable, open) = (new List<WeightBlock>(), new List<MaskableWeight>());
        foreach (var block in blocks)
        {
            open.AddRange(block.Weights);
            if (!Equals(facts.Find(block.Output)?.Shape, originalFacts.Find(block.Output)?.Shape))
                continue;
            comparable.Add(block with { Weights = [.. open] });
            open.Clear();
        }

        return comparable;
    }

    /// <summary>Steps and losses of all blocks together; a parameter that is trained in two runs counts twice.</summary>
    private static RecoveryReport Sum(RecoveryReport all, RecoveryReport one) => new(
        all.Parameters + one.Parameters, 0, all.Steps + one.Steps, all.LossBefore + one.LossBefore, all.LossAfter + one.LossAfter);

    private Result<RecoveredModel> Train(
        OnnxModel model, IReadOnlyList<WeightBlock> block, Frontier from, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> targets,
        Action<double> progress, TrainingCheckpoint? checkpoint, CancellationToken cancellation)
    {
        var output = block[^1].Output;
        var inputs = from.Batches[0].Inputs.ToDictionary(pair => pair.Key, pair => (pair.Value.Type, pair.Value.Rank));
        var segment = SubgraphExtraction.Extract(model, inputs.Keys, [output], value => inputs.TryGetValue(value, out var known) ? known : null);
        var inside = block.SelectMany(part => part.Weights).ToHashSet();
        var parts = TrainedParts.Of(segment, weights with { Weights = [.. weights.Weights.Where(inside.Contains)] }, masks, recipe);
        if (parts.Tensors.Count == 0)
            return Result<RecoveredModel>.Ok(new RecoveredModel(model, new RecoveryReport(0, 0, 0, 0, 0)));
        var padded = from.Batches.Any(batch => batch.RowMask is not null);
        var keeper = new ValueKeeper();
        var fed = from.Batches.Zip(targets, (batch, target) => batch with { Inputs = keeper.Keep(Fed(batch, output, target[output], padded)) }).ToArray();
        var task = new TrainingTask(SquaredErrorLoss.Add(parts.Adapted, [new MatchedFeature(output, WeighsRows: padded)], LossReduction.Mean), fed);
        var trained = GradientTraining.Run(task, parts.Tensors, recipe, device, progress, checkpoint, cancellation);
        return trained.IsOk
            ? Result<RecoveredModel>.Ok(new RecoveredModel(trained.Value.Into(model, parts.Tensors, masks), trained.Value.Report))
            : trained.As<RecoveredModel>();
    }

    private static Dictionary<string, Tensor> Fed(Batch batch, string output, Tensor target, bool padded)
    {
        var inputs = new Dictionary<string, Tensor>(batch.Inputs) { [LossNames.Target(output)] = target };
        if (padded)
            inputs[LossNames.Rows(output)] = RowWeights.Of(batch.RowMask, target.Shape.Span);
        return inputs;
    }

    /// <summary>Frontiers of the next run of blocks: the trained blocks run again, and those that the next run does not start with are let go.</summary>
    private Result<List<Frontier>> Next(OnnxModel model, List<Frontier> before, WeightBlock[] trained, CancellationToken cancellation)
    {
        var frontiers = new List<Frontier> { before[0] };
        foreach (var block in trained)
        {
            var moved = runner.Advance(frontiers[^1], model, [block.Output], cancellation: cancellation);
            if (!moved.IsOk)
                return moved.As<List<Frontier>>();
            frontiers.Add(moved.Value.Frontier);
        }

        return Result<List<Frontier>>.Ok([.. frontiers.TakeLast(how.Span)]);
    }
}
