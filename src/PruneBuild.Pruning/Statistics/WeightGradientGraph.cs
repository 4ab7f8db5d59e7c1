using PruneBuild.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Recomputing;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Extends a model with a loss so that it computes W ∘ ∂loss/∂W of weights: to first order,
/// what the loss loses with each element.</summary>
public static class WeightGradientGraph
{
    /// <summary>The output for a weight, of its shape.</summary>
    public static string OutputOf(string weight) => "prunebuild.weight-product/" + weight;

    /// <summary>The model with the products as its only outputs.</summary>
    /// <param name="model">The model with the loss, opset 16 or later.</param>
    /// <param name="facts">Types and shapes from one run, of the loss too.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="weights">Names of constants, floats.</param>
    /// <param name="limit">Bytes of forward values that the backward part may hold in that run; beyond it they are made again.</param>
    /// <returns>The model; or PB3010 for a node without a gradient.</returns>
    public static Result<OnnxModel> Build(
        OnnxModel model, ShapeFacts facts, string loss, IReadOnlyCollection<string> weights, double limit = double.PositiveInfinity)
    {
        var (narrow, known, _) = SinglePositions.Apply(model, facts, [loss], kept: weights);
        var differentiated = GradientGraph.Add(narrow, known, loss, weights);
        if (!differentiated.IsOk)
            return differentiated;
        var graph = differentiated.Value.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.weight-products"));
        foreach (var weight in weights)
        {
            var value = new GraphValue(writer, weight, ElementType.Float);
            writer.Output((value * value.Of(GradientGraph.OutputOf(weight), ElementType.Float)).Name, OutputOf(weight));
        }

        // The loss stays to say which part is forward.
        var products = SubgraphExtraction.Extract(
            differentiated.Value.WithGraph(graph), [], [loss, .. weights.Select(OutputOf)], _ => null);
        return Result<OnnxModel>.Ok(
            SubgraphExtraction.Extract(Recomputation.Apply(products, known, loss, limit), [], [.. weights.Select(OutputOf)], _ => null));
    }
}
