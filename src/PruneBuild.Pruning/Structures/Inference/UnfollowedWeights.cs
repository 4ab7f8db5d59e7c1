using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>What a node that is not followed reads beside its inputs: what its bodies capture, matrices of its bodies, and long lists of
/// numbers in its attributes (trees, linear models). Nothing can be cut there, and the refusals say so.</summary>
internal static class UnfollowedWeights
{
    private const int FewNumbers = 16;

    /// <param name="state">The state.</param>
    /// <param name="node">The node.</param>
    /// <param name="bodies">Its bodies that are not followed.</param>
    public static void State(InferenceState state, NodeProto node, IEnumerable<GraphProto> bodies)
    {
        var (place, unfollowed) = (new NodeScope(state, node), bodies.ToArray());
        foreach (var tensor in unfollowed.SelectMany(Matrices))
            Refuse(tensor.Name, tensor.Dims.ToValueList(), "a body of the node holds it, and that body is not followed");
        foreach (var attribute in node.Attribute.Where(attribute => attribute.Floats.Count > FewNumbers))
            Refuse($"{place.DisplayName}.{attribute.Name}", [attribute.Floats.Count], "an attribute holds it as a list of numbers");
        foreach (var captured in unfollowed.SelectMany(SubgraphCaptures.Of).Distinct())
        {
            if (!state.IsKnown(captured) && state.Index.Constant(captured) is not null && state.Facts.Find(captured) is { } constant)
                Refuse(captured, constant.Shape, "a body of the node reads it, and that body is not followed");
            else
                PinAll(state.Find(captured) ?? [], "a body of the node reads it, and that body is not followed");
        }

        void Refuse(string weight, ValueList<long> shape, string reason) =>
            PinAll(state.UseOfConstant(place.Key, WeightUse.Unfollowed, weight, shape), reason);

        void PinAll(IEnumerable<Dim> dims, string reason)
        {
            foreach (var dim in dims)
                place.Pin(dim, reason);
        }
    }

    private static IEnumerable<TensorProto> Matrices(GraphProto body) =>
        body.Initializer.Concat(body.Node.Select(ConstantNodes.Value).OfType<TensorProto>())
            .Where(tensor => tensor.Dims.Count(size => size > 1) > 1)
            .Concat(body.Node.SelectMany(SubgraphCaptures.Bodies).SelectMany(Matrices));
}
