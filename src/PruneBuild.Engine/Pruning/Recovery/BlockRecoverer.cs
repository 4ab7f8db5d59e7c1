using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>
/// Trains one block after the other to put out what the original's block puts out, masks kept. A block runs alone: what enters
/// it comes from the blocks before it as trained so far, what it is compared with is computed once. In memory are the values
/// between two blocks, not the model's.
/// </summary>
/// <remarks>
/// Shin, Park, Lee, Lee, Rethinking Pruning Large Language Models: Benefits and Pitfalls of Reconstruction Error Minimization (EMNLP 2024):
/// block-wise reconstruction; global propagation, when targets come from the original's own activations; cross-block, when blocks are
/// trained in overlapping runs. They warn that a small error can come with a worse model; so the loss is judged on held-out batches, and a
/// block that does not gain there stays as it was. EBFT (arXiv 2402.12419) is the same with targets from the pruned model's activations.
/// </remarks>
/// <param name="input">The pruned model, its masks, and the model before any pruning.</param>
/// <param name="originalFacts">Shapes of the values of the model before any pruning.</param>
/// <param name="facts">Shapes of the pruned model's values.</param>
/// <param name="weights">Its matrices.</param>
/// <param name="recipe">What is trained, and how.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class BlockRecoverer(
    StepInput input, ShapeFacts originalFacts, ShapeFacts facts, MaskableWeights weights, RecoveryRecipe recipe, Workbench bench)
{
    private readonly OnnxModel original = input.Original;
    private readonly IReadOnlyDictionary<string, bool[]> masks = input.Kept;
    private readonly BlockRecipe how = recipe.Blocks!;
    private readonly SegmentRunner runner = new(bench.Device);

    /// <summary>Trains all blocks.</summary>
    /// <param name="pruned">The pruned model, with new biases if they are trained.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="checkpoints">Where each block notes how far it is, and goes on from; null to do neither.</param>
    public Result<RecoveredModel> Run(OnnxModel pruned, RecoveryProgress progress, RecoveryCheckpoints? checkpoints)
    {
        var blocks = WeightBlocks.WithOutputs(pruned, facts, [.. weights.Weights.Where(weight => TrainedParts.IsThinned(weight, masks))]);
        var known = original.Graph.Node.SelectMany(node => node.Output).ToHashSet();
        if (blocks.SelectMany(block => block.Outputs).FirstOrDefault(output => !known.Contains(output)) is { } alien)
            return Result<RecoveredModel>.Fail(
                DiagnosticCatalog.LossUnfit, null, "blocks", $"the original has no value '{alien}' to compare with");
        var comparable = Comparable(blocks);
        if (comparable.Count == 0 && blocks.Count > 0)
            return Result<RecoveredModel>.Fail(
                DiagnosticCatalog.ManifestCombination, bench.Place,
                "'kind: blocks' compares what blocks hand on with the original's, and units were cut from all of it. "
                + "Use 'kind: perp', which trains the whole model.");
        blocks = comparable;
        // Where the batches are before each block of the run that is trained, in the pruned model; and in the original.
        var (before, teacher) = (new List<Frontier> { Frontier.Start(bench.Batches) }, Frontier.Start(bench.Batches));
        var (model, report, families) = (pruned, new RecoveryReport(0, 0, 0, 0, 0), new HashSet<TrainedFamily>());
        for (var i = 0; i < blocks.Count; i++)
        {
            bench.Cancellation.ThrowIfCancellationRequested();
            var block = blocks.Skip(i + 1 - before.Count).Take(before.Count).ToArray();
            var taught = runner.Advance(
                how.Targets == BlockTargets.Original ? teacher : before[0], original, blocks[i].Outputs, blocks[i].Outputs,
                cancellation: bench.Cancellation);
            if (!taught.IsOk)
                return taught.As<RecoveredModel>();
            if (how.Targets == BlockTargets.Original)
                teacher = taught.Value.Frontier;
            var trained = Train(
                model, block, before[0], taught.Value.Wanted,
                progress.Part(i, blocks.Count), checkpoints?.OfTraining(i));
            if (!trained.IsOk)
                return trained.As<RecoveredModel>();
            (model, report) = (trained.Value.Model, Sum(report, trained.Value.Report));
            families.UnionWith(trained.Value.Families);
            var next = Next(model, before, block);
            if (!next.IsOk)
                return next.As<RecoveredModel>();
            before = next.Value;
        }

        return report.Parameters == 0
            ? Result<RecoveredModel>.Fail(EmptyFamilies.All(pruned, weights, recipe))
            : Result<RecoveredModel>.Ok(RecoveredModel.Of(model, report) with { Families = families });
    }

    /// <summary>The blocks, joined with those behind them where what they hand on has another shape than the original's:
    /// units of it were cut.</summary>
    private List<WeightBlock> Comparable(IReadOnlyList<WeightBlock> blocks)
    {
        var (comparable, open) = (new List<WeightBlock>(), new List<MaskableWeight>());
        foreach (var block in blocks)
        {
            open.AddRange(block.Weights);
            string[] alike = [.. block.Outputs.Where(output => Equals(facts.Find(output)?.Shape, originalFacts.Find(output)?.Shape))];
            if (alike.Length == 0)
                continue;
            comparable.Add(new WeightBlock([.. open], [.. alike]));
            open.Clear();
        }

        return comparable;
    }

    /// <summary>Steps and losses of all blocks together; a parameter that is trained in two runs counts twice.</summary>
    private static RecoveryReport Sum(RecoveryReport all, RecoveryReport one) => new(
        all.Parameters + one.Parameters, 0, all.Steps + one.Steps, all.LossBefore + one.LossBefore, all.LossAfter + one.LossAfter);

    private Result<RecoveredModel> Train(
        OnnxModel model, IReadOnlyList<WeightBlock> block, Frontier from, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> targets,
        TrainingProgress progress, TrainingCheckpoint? checkpoint)
    {
        var outputs = block[^1].Outputs;
        var inputs = from.Batches[0].Inputs.ToDictionary(pair => pair.Key, pair => (pair.Value.Type, pair.Value.Rank));
        if (outputs.FirstOrDefault(inputs.ContainsKey) is { } known)
            return Result<RecoveredModel>.Fail(
                DiagnosticCatalog.LossUnfit, null, "blocks", $"'{known}', which a block should hand on, is known before the block runs");
        var segment = SubgraphExtraction.Extract(
            model, inputs.Keys, outputs, value => inputs.TryGetValue(value, out var known) ? known : null);
        var inside = block.SelectMany(part => part.Weights).ToHashSet();
        var parts = TrainedParts.Of(segment, facts, weights with { Weights = [.. weights.Weights.Where(inside.Contains)] }, masks, recipe);
        if (parts.Tensors.Count == 0)
            return Result<RecoveredModel>.Ok(new RecoveredModel(model, new RecoveryReport(0, 0, 0, 0, 0)));
        var padded = from.Batches.Any(batch => batch.RowMask is not null);
        var keeper = new ValueKeeper();
        var fed = from.Batches
            .Zip(targets, (batch, target) => batch with { Inputs = keeper.Keep(Fed(batch, outputs, target, padded)) }).ToArray();
        var features = outputs
            .Select(output => new MatchedFeature(output, outputs.Count > 1 ? PerEnergy(fed, output) : 1, padded)).ToArray();
        var task = new TrainingTask(SquaredErrorLoss.Add(parts.Adapted, features, LossReduction.Mean), fed);
        var trained = GradientTraining.Run(task, parts.Tensors, recipe, bench, progress, checkpoint);
        return trained.IsOk
            ? Result<RecoveredModel>.Ok(
                new RecoveredModel(trained.Value.Into(model, parts.Tensors, masks), trained.Value.Report) { Families = parts.Families })
            : trained.As<RecoveredModel>();
    }

    private static Dictionary<string, Tensor> Fed(
        Batch batch, IReadOnlyList<string> outputs, IReadOnlyDictionary<string, Tensor> targets, bool padded)
    {
        var inputs = new Dictionary<string, Tensor>(batch.Inputs);
        foreach (var output in outputs)
        {
            var target = inputs[LossNames.Target(output)] = targets[output];
            if (padded)
                inputs[LossNames.Rows(output)] = RowWeights.Of(batch.RowMask, target.Shape.Span);
        }

        return inputs;
    }

    /// <summary>1 / mean target²: with it errors of outputs of different sizes can be added. 1 where all targets are zero.</summary>
    private static double PerEnergy(IReadOnlyList<Batch> fed, string output)
    {
        var energy = fed.Average(
            batch => MeanSquare(batch.Inputs[LossNames.Target(output)], batch.Inputs.GetValueOrDefault(LossNames.Rows(output))));
        return energy > 0 ? 1 / energy : 1;
    }

    /// <summary>Mean of the squares, each times the weight of its row, as the loss takes it.</summary>
    private static double MeanSquare(Tensor target, Tensor? rows)
    {
        var (values, weights, sum) = (target.ToFloats(), rows?.ToFloats() ?? [1], 0.0);
        for (var i = 0; i < values.Length; i++)
            sum += (double)values[i] * values[i] * weights[i / (values.Length / weights.Length)];
        return values.Length == 0 ? 0 : sum / values.Length;
    }

    /// <summary>Frontiers of the next run of blocks: the trained blocks run again, and those that the next run does not
    /// start with are let go.</summary>
    private Result<List<Frontier>> Next(OnnxModel model, List<Frontier> before, WeightBlock[] trained)
    {
        var frontiers = new List<Frontier> { before[0] };
        foreach (var block in trained)
        {
            var moved = runner.Advance(frontiers[^1], model, block.Outputs, cancellation: bench.Cancellation);
            if (!moved.IsOk)
                return moved.As<List<Frontier>>();
            frontiers.Add(moved.Value.Frontier);
        }

        return Result<List<Frontier>>.Ok([.. frontiers.TakeLast(how.Span)]);
    }
}
