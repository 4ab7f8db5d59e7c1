using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;

namespace PruneBuild.Onnx.Gradients.Recomputing;

/// <summary>Saves memory for time: values of the forward part that the backward part reads are made again, piece by piece,
/// instead of being kept.</summary>
/// <remarks>
/// A runtime may merge equal nodes and may run nodes as early as it likes, either of which would keep everything as before. So what a piece
/// starts from passes a reshape to the shape that it has, whose sizes wait for the gradients of the pieces behind it: to their first
/// elements times zero the sizes are added. Nothing else differs, and the gradients are the same.
/// </remarks>
public static class Recomputation
{
    /// <summary>The model with values made again when the backward part holds more than it may.</summary>
    /// <param name="model">A model with gradients of a loss, opset 13 or later.</param>
    /// <param name="facts">Types and shapes of the values of the forward part, from one run.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="limit">Bytes of forward values that the backward part may hold in that run.</param>
    /// <param name="given">Values that the model is run from, beside its inputs.</param>
    /// <returns>The model itself when it holds no more, or when making values again saves nothing.</returns>
    public static OnnxModel Apply(OnnxModel model, ShapeFacts facts, string loss, double limit, IReadOnlyCollection<string>? given = null)
    {
        if (double.IsPositiveInfinity(limit))
            return model;
        var graph = TopologicalOrder.Sort(model.Graph) ?? throw new ArgumentException("The graph has a cycle.", nameof(model));
        var forward = new ForwardPart(graph, facts, loss, given ?? []);
        var held = forward.Read.Sum(forward.Bytes);
        if (held <= limit || Pieces.Best(forward) is not { } pieces || pieces.Peak >= held)
            return model;
        var edited = Sharing.Copy(graph);
        Sharing.Replace(edited.Node, forward.Nodes);
        new RecomputedParts(
            forward, pieces, new NodeWriter(edited, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.again")), edited).Write();
        return model.WithGraph(TopologicalOrder.Sort(edited)!);
    }
}
