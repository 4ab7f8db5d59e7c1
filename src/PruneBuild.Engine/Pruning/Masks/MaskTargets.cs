using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Statistics;
namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Divides a share of zeros among weights.</summary>
internal static class MaskTargets
{
    /// <summary>The stage, for people who wait.</summary>
    public const string Stage = "dividing";

    /// <summary>The target of each weight, by id.</summary>
    public static Result<IReadOnlyDictionary<string, SparsityTarget>> Of(
        OnnxModel model, AnalysedModel analysed, IReadOnlyList<MaskableWeight> weights, MaskRecipe recipe, Workbench bench)
    {
        var facts = analysed.Probe.Facts;
        if (recipe.Target is not SparsityTarget.Share share || recipe.Allocation == AllocationKind.Uniform)
            return Ok(weights.ToDictionary(weight => weight.Id, _ => recipe.Target));
        var index = new GraphIndex(model.Graph);
        if (recipe.Allocation == AllocationKind.Global)
        {
            var shares = GlobalAllocation.Shares(
                [.. weights.Select(weight => MaskedWeightEditor.Read(model, index, weight).SelectMany(Magnitudes).ToArray())], share.Zeros);
            return Ok(weights.Zip(shares).ToDictionary(pair => pair.First.Id, pair => (SparsityTarget)new SparsityTarget.Share(pair.Second)));
        }

        if (recipe.Allocation == AllocationKind.Spdy)
        {
            var losses = LayerLosses.Of(
                model, facts, weights, [.. LossAllocation.Levels.Select(level => recipe with { Target = new SparsityTarget.Share(level) })], bench);
            if (!losses.IsOk)
                return losses.As<IReadOnlyDictionary<string, SparsityTarget>>();
            var shares = LossAllocation.Shares(
                [.. weights.Select(weight => losses.Value[weight.Id])], [.. weights.Select(weight => (double)weight.Layout.Count)], LossAllocation.Levels, share.Zeros);
            return Ok(weights.Zip(shares).ToDictionary(pair => pair.First.Id, pair => (SparsityTarget)new SparsityTarget.Share(pair.Second)));
        }

        if (recipe.Allocation == AllocationKind.Evolution)
        {
            var shares = new EvolutionShares(model, facts, weights, bench).Search(share.Zeros, recipe.Evolution);
            return shares.IsOk
                ? Ok(weights.Zip(shares.Value).ToDictionary(pair => pair.First.Id, pair => (SparsityTarget)new SparsityTarget.Share(pair.Second)))
                : shares.As<IReadOnlyDictionary<string, SparsityTarget>>();
        }

        var blocks = WeightBlocks.Of(model, facts, weights);
        double[] sizes = [.. blocks.Select(block => block.Sum(weight => (double)weight.Layout.Count))];
        if (recipe.Allocation == AllocationKind.Alpha)
        {
            double[] exponents = [.. blocks.Select(block => block.Average(
                weight => MaskedWeightEditor.Read(model, index, weight).Average(part => TailAllocation.Exponent(part, recipe.Tail))))];
            return Ok(Spread(blocks, TailAllocation.Shares(
                exponents, sizes, share.Zeros, recipe.Masks.Needs is null ? TailAllocation.SpreadOfMagnitudes : TailAllocation.Spread)));
        }

        var measured = new Calibration(model, analysed, bench).Measure(new StatisticRequests(
            [.. weights.Where(weight => weight.Inputs is not null).Select(weight => new MomentRequest(weight.Inputs!, MomentDetail.Diagonal))], []));
        return measured.IsOk
            ? Ok(Spread(blocks, OutlierAllocation.Shares([.. blocks.Select(Outliers)], sizes, share.Zeros)))
            : measured.As<IReadOnlyDictionary<string, SparsityTarget>>();

        double Outliers(IReadOnlyList<MaskableWeight> block) => OutlierAllocation.Outliers(
            block.Where(weight => weight.Inputs is not null).SelectMany(weight => MaskedWeightEditor.Read(model, index, weight).SelectMany(
                (part, i) => WeightScores.Wanda(part, PartFeatures.Of(weight, measured.Value.Moments[weight.Inputs!.Node], i).SquareSums).Values.ToArray())));
    }

    private static Result<IReadOnlyDictionary<string, SparsityTarget>> Ok(Dictionary<string, SparsityTarget> targets) =>
        Result<IReadOnlyDictionary<string, SparsityTarget>>.Ok(targets);

    private static IEnumerable<double> Magnitudes(Matrix part) => WeightScores.Magnitude(part).Values.ToArray();

    private static Dictionary<string, SparsityTarget> Spread(IReadOnlyList<IReadOnlyList<MaskableWeight>> blocks, double[] shares) =>
        blocks.Zip(shares).SelectMany(pair => pair.First.Select(weight => (weight.Id, pair.Second)))
            .ToDictionary(pair => pair.Id, pair => (SparsityTarget)new SparsityTarget.Share(pair.Item2));
}
