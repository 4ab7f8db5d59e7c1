using PruneBuild.Diagnostics;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>What each weight would lose by each of several recipes: they are tried one by one, block by block, on the activations of the
/// model as it is. In memory are one block's moments.</summary>
internal static class LayerLosses
{
    /// <summary>Relative errors of each weight, by id; as many as there are recipes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="recipes">Method, target and update; every weight gets the whole target.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static Result<IReadOnlyDictionary<string, double[]>> Of(
        OnnxModel model, ShapeFacts facts, IReadOnlyList<MaskableWeight> weights, IReadOnlyList<MaskRecipe> recipes, Workbench bench)
    {
        var (losses, index) = (new Dictionary<string, double[]>(), new GraphIndex(model.Graph));
        var (runner, at) = (new SegmentRunner(bench.Device), Frontier.Start(bench.Batches));
        var behind = Array.Empty<string>();
        foreach (var block in WeightBlocks.Of(model, facts, weights))
        {
            bench.Cancellation.ThrowIfCancellationRequested();
            var requests = block.SelectMany(weight => WeightEvidence.Requests(weight, MomentDetail.Gram)).Distinct().ToArray();
            var measured = requests.Length == 0
                ? null
                : runner.Measure(at, model, behind, facts, requests, bench.Moments(facts, model), cancellation: bench.Cancellation);
            if (measured is { IsOk: false })
                return measured.As<IReadOnlyDictionary<string, double[]>>();
            if (measured is not null)
                (at, behind) = (measured.Value!.Frontier, [.. block.Select(weight => weight.Node).Distinct()]);
            foreach (var weight in block)
            {
                var features = WeightEvidence.Of(weight, inputs => measured!.Value!.Moments[new MomentRequest(inputs, MomentDetail.Gram)]);
                var parts = MaskedWeightEditor.Read(model, index, weight);
                losses[weight.Id] = [.. recipes.Select(Loss)];

                double Loss(MaskRecipe recipe)
                {
                    var masked = new LayerMasking(recipe).Mask(weight, parts, features, recipe.Target).Parts
                        .Select(part => part.Weight).ToArray();
                    return PartErrors.Relative(weight, parts, masked, features) ?? PartErrors.OfWeights(parts, masked);
                }
            }
        }

        return Result<IReadOnlyDictionary<string, double[]>>.Ok(losses);
    }
}
