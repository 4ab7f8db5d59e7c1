using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>
/// Spreads features that matter over the groups of a pattern before it is laid on weights. Units that can be cut can also change places:
/// whatever makes or reads them changes alike and nothing is computed otherwise, which is proved before the model is used. Where units are
/// a head's whole width, or scales are shared by blocks of features, the order stays.
/// </summary>
/// <remarks>Zhang et al., Plug-and-Play: An Efficient Post-training Pruning Method for Large Language Models (ICLR 2024). They put inputs
/// of the residual stream in order at run time, which costs time; here a stream has one order, the best for all that read it together,
/// where its width can be cut (as in convolutional nets), and keeps its own elsewhere.</remarks>
/// <param name="recipe">What masks go by, and their pattern.</param>
/// <param name="analysed">What can be cut.</param>
/// <param name="calibration">Measures.</param>
internal sealed class FeatureReordering(MaskRecipe recipe, AnalysedModel analysed, Calibration calibration)
{
    private readonly SparsityTarget.Pattern pattern = (SparsityTarget.Pattern)recipe.Target;
    private readonly GraphIndex index = new(calibration.Model.Graph);
    private readonly IReadOnlySet<string> packed = PackedBlocks.Groups(calibration.Model.Graph, analysed.Structure);

    /// <summary>The model in the better order.</summary>
    /// <param name="weights">Weights that will be masked.</param>
    /// <param name="others">All other weights that could be: one that has the pattern already keeps its order.</param>
    public Result<ReorderedModel> Run(IReadOnlyList<MaskableWeight> weights, IReadOnlyList<MaskableWeight> others)
    {
        var settled = others.Where(HasPattern).Select(weight => weight.Node).ToHashSet();
        var readers = analysed.Structure.Groups.Where(group => !group.Consumers.Any(consumer => settled.Contains(consumer.Node)))
            .Select(group => (Group: group, Readers: Readers(group, weights))).Where(pair => pair.Readers.Length > 0).ToArray();
        var moments = Measure(
            [.. readers.SelectMany(pair => pair.Readers.Select(reader => reader.Weight)).DistinctBy(weight => weight.Id)]);
        if (!moments.IsOk)
            return moments.As<ReorderedModel>();
        var orders = readers.Select(
            pair => new UnitOrder(pair.Group, FeatureOrder.Best(Scores(pair.Group, pair.Readers, moments.Value), pattern).ToValueList()))
            .Where(order => !order.Order.SequenceEqual(Enumerable.Range(0, order.Group.Units))).ToValueList();
        var model = orders.Aggregate(calibration.Model, (current, order) => order.Apply(current));
        return CutProof.Check(calibration.Model, model, analysed, PrunePlan.Empty, calibration.Bench) is { } problem
            ? Result<ReorderedModel>.Fail(problem)
            : Result<ReorderedModel>.Ok(new ReorderedModel(model, orders));
    }

    /// <summary>The masked weights that sum over a group's units, feature by feature,
    /// where whole groups of the pattern lie within the units.</summary>
    private Reader[] Readers(PruneGroup group, IReadOnlyList<MaskableWeight> weights) =>
        group.Kind == StructureKind.Layers || packed.Contains(group.Id)
            ? []
            :
            [
                .. group.Consumers.Where(consumer => consumer.Kind != ConsumerKind.Other && Fits(consumer.TapPattern))
                    .SelectMany(consumer => weights.Where(weight => weight.Node == consumer.Node && weight.Layout.Parts == 1)
                        .Select(weight => new Reader(weight, consumer.TapPattern))),
            ];

    private bool HasPattern(MaskableWeight weight) => MaskedWeightEditor.Read(calibration.Model, index, weight).All(
        part => MaskSelection.RemoveSmallest(
            WeightScores.Magnitude(part), pattern with { Run = weight.Layout.Run }, SelectionScope.Output) is { } mask
            && mask.Apply(part).Values.SequenceEqual(part.Values));

    private bool Fits(AxisPattern units) =>
        units.UnitWidth == 1 && units.Offset % pattern.Of == 0 && units.Repeats.All(repeat => repeat.Stride % pattern.Of == 0);

    private Result<CalibrationFindings> Measure(IReadOnlyList<MaskableWeight> weights)
    {
        MomentRequest[] requests = recipe.Masks.Needs is null
            ? []
            : [.. weights.SelectMany(weight => WeightEvidence.Requests(weight, MomentDetail.Diagonal))];
        return requests.Length > 0
            ? calibration.Measure(new StatisticRequests(requests, []))
            : Result<CalibrationFindings>.Ok(
                new CalibrationFindings(new Dictionary<string, Moments>(), new Dictionary<ValueRequest, Matrix>()));
    }

    /// <summary>What each unit's weights are worth, [units, weights of a unit].</summary>
    private Matrix Scores(PruneGroup group, IReadOnlyList<Reader> readers, CalibrationFindings findings)
    {
        var worth = readers.SelectMany(reader =>
        {
            var scores = Scores(reader.Weight, findings);
            var channels = reader.Units.AxisSize;
            int[][] rows = [.. Enumerable.Range(0, group.Units).Select(unit => reader.Units.Indices(unit)
                .SelectMany(feature => Enumerable.Range(0, reader.Weight.Layout.Window)
                    .Select(element => (element * channels) + feature)).ToArray())];
            return Enumerable.Range(0, rows[0].Length).Select(part => scores.SelectRows([.. rows.Select(row => row[part])]));
        }).ToArray();
        return Matrix.Adopt(
            group.Units, worth.Sum(part => part.Columns),
            [.. Enumerable.Range(0, group.Units).SelectMany(unit => worth.SelectMany(part => part.Row(unit).ToArray()))]);
    }

    private Matrix Scores(MaskableWeight weight, CalibrationFindings findings)
    {
        var features = WeightEvidence.Of(weight, inputs => findings.Moments.GetValueOrDefault(inputs.Node)) is { } moments
            ? PartFeatures.Of(weight, moments, 0)
            : null;
        var part = MaskedWeightEditor.Read(calibration.Model, index, weight)[0];
        return features is null
            ? WeightScores.Magnitude(part)
            : recipe.Masks.Scores(new MaskTask(part, features, pattern, SelectionScope.Layer));
    }

    /// <summary>A weight that sums over a group's units, and where it meets them.</summary>
    private sealed record Reader(MaskableWeight Weight, AxisPattern Units);
}

/// <summary>A model with features in another order.</summary>
/// <param name="Model">It computes what it computed.</param>
/// <param name="Orders">What changed places.</param>
internal sealed record ReorderedModel(OnnxModel Model, ValueList<UnitOrder> Orders)
{
    /// <summary>Flags of the model's elements, by tensor, in the new order.</summary>
    /// <param name="flags">The same in the old one.</param>
    public IReadOnlyDictionary<string, bool[]> Reorder(IReadOnlyDictionary<string, bool[]> flags)
    {
        var index = new GraphIndex(Model.Graph);
        return flags.ToDictionary(
            pair => pair.Key,
            pair => Orders.Aggregate(pair.Value, (now, order) => order.Apply(pair.Key, [.. index.Constant(pair.Key)!.Dims], now)));
    }
}
