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
/// <param name="model">The model.</param>
/// <param name="analysed">One run of it.</param>
/// <param name="weights">The weights.</param>
/// <param name="recipe">How, and what masks go by.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class MaskTargets(
    OnnxModel model, AnalysedModel analysed, IReadOnlyList<MaskableWeight> weights, MaskRecipe recipe, Workbench bench)
{
    /// <summary>The stage, for people who wait.</summary>
    public const string Stage = "dividing";

    private readonly ShapeFacts facts = analysed.Probe.Facts;
    private readonly GraphIndex index = new(model.Graph);

    /// <summary>The target of each weight, by id.</summary>
    public Result<IReadOnlyDictionary<string, SparsityTarget>> Divide()
    {
        if (recipe.Target is not SparsityTarget.Share { Zeros: var zeros } || recipe.Allocation == AllocationKind.Uniform)
            return Result<IReadOnlyDictionary<string, SparsityTarget>>.Ok(weights.ToDictionary(weight => weight.Id, _ => recipe.Target));
        return recipe.Allocation switch
        {
            AllocationKind.Global => OfWeights(Result<double[]>.Ok(GlobalAllocation.Shares([.. weights.Select(Magnitudes)], zeros))),
            AllocationKind.Spdy => OfWeights(ByLosses(zeros)),
            AllocationKind.Evolution => OfWeights(new EvolutionShares(model, facts, weights, bench).Search(zeros, recipe.Evolution)),
            _ => OfBlocks(zeros),
        };
    }

    private double[] Magnitudes(MaskableWeight weight) =>
        [.. Parts(weight).SelectMany(part => WeightScores.Magnitude(part).Values.ToArray())];

    /// <summary>Shares by which all weights together lose least, tried one by one.</summary>
    private Result<double[]> ByLosses(double zeros)
    {
        var losses = LayerLosses.Of(
            model, facts, weights,
            [.. LossAllocation.Levels.Select(level => recipe with { Target = new SparsityTarget.Share(level) })], bench);
        return losses.IsOk
            ? Result<double[]>.Ok(LossAllocation.Shares(
                [.. weights.Select(weight => losses.Value[weight.Id])], [.. weights.Select(weight => (double)weight.Layout.Count)],
                LossAllocation.Levels, zeros))
            : losses.As<double[]>();
    }

    /// <summary>Weights of a block get the same share.</summary>
    private Result<IReadOnlyDictionary<string, SparsityTarget>> OfBlocks(double zeros)
    {
        var blocks = WeightBlocks.Of(model, facts, weights);
        double[] sizes = [.. blocks.Select(block => block.Sum(weight => (double)weight.Layout.Count))];
        var shares = recipe.Allocation == AllocationKind.Alpha
            ? Result<double[]>.Ok(ByTails(blocks, sizes, zeros))
            : ByOutliers(blocks, sizes, zeros);
        return shares.IsOk
            ? Targets(blocks.Zip(shares.Value).SelectMany(pair => pair.First.Select(weight => (weight, pair.Second))))
            : shares.As<IReadOnlyDictionary<string, SparsityTarget>>();
    }

    /// <summary>By how heavy the tails of a block's spectra are.</summary>
    private double[] ByTails(IReadOnlyList<IReadOnlyList<MaskableWeight>> blocks, double[] sizes, double zeros)
    {
        double[] exponents =
            [.. blocks.Select(block => block.Average(weight => Parts(weight).Average(part => TailAllocation.Exponent(part, recipe.Tail))))];
        return TailAllocation.Shares(
            exponents, sizes, zeros, recipe.Masks.Needs is null ? TailAllocation.SpreadOfMagnitudes : TailAllocation.Spread);
    }

    /// <summary>By how many scores of a block stand out.</summary>
    private Result<double[]> ByOutliers(IReadOnlyList<IReadOnlyList<MaskableWeight>> blocks, double[] sizes, double zeros)
    {
        var measured = new Calibration(model, analysed, bench).Measure(new StatisticRequests(
            [.. weights.SelectMany(weight => WeightEvidence.Requests(weight, MomentDetail.Diagonal))], []));
        return measured.IsOk
            ? Result<double[]>.Ok(OutlierAllocation.Shares([.. blocks.Select(Outliers)], sizes, zeros))
            : measured.As<double[]>();

        double Outliers(IReadOnlyList<MaskableWeight> block) => OutlierAllocation.Outliers(
            block.Where(weight => weight.Inputs is not null).SelectMany(weight => Parts(weight).SelectMany(
                (part, i) => WeightScores.Wanda(part, PartFeatures.Of(
                    weight, WeightEvidence.Of(weight, inputs => measured.Value.Moments[inputs.Node])!, i).SquareSums).Values.ToArray())));
    }

    private IReadOnlyList<Matrix> Parts(MaskableWeight weight) => MaskedWeightEditor.Read(model, index, weight);

    private Result<IReadOnlyDictionary<string, SparsityTarget>> OfWeights(Result<double[]> shares) =>
        shares.IsOk ? Targets(weights.Zip(shares.Value)) : shares.As<IReadOnlyDictionary<string, SparsityTarget>>();

    private static Result<IReadOnlyDictionary<string, SparsityTarget>> Targets(IEnumerable<(MaskableWeight Weight, double Share)> shares) =>
        Result<IReadOnlyDictionary<string, SparsityTarget>>.Ok(
            shares.ToDictionary(pair => pair.Weight.Id, pair => (SparsityTarget)new SparsityTarget.Share(pair.Share)));
}
