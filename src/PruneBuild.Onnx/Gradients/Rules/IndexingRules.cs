using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Look-ups: what was read gets its gradient added where it was read from.</summary>
internal static class IndexingRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Gather"] = Gather,
        ["GatherElements"] = GatherElements,
        ["GatherND"] = GatherND,
        ["ScatterElements"] = ScatterElements,
        ["ScatterND"] = ScatterND,
        ["TopK"] = TopK,
    };

    private static void Gather(BackwardNode node) => node.Give(0, () =>
    {
        var (rank, picked) = (node.Rank(0), node.Rank(1));
        var axis = BackwardNode.Axis(node.Int("axis", 0), rank);
        var size = node.X.Size(axis);
        var indices = node.Input(1).Cast(ElementType.Int64);
        if (picked == 0 || picked == 1 && node.Fact(1).Shape[0] == 1 && node.Constant(1) is not null)
        {
            var index = indices.Reshape(1);
            var first = index.IsLess(0).Choose(index + size, index);
            return Placement.At(picked == 0 ? node.Gradient.Unsqueeze(axis) : node.Gradient, rank, axis, first, size);
        }

        // The axes of the indices to the front: then the rows are where ScatterND wants them.
        var updates = node.Gradient.Transpose(
            [.. Enumerable.Range(axis, picked), .. Enumerable.Range(0, axis), .. Enumerable.Range(axis + picked, rank - axis - 1)]);
        int[] order = [axis, .. Enumerable.Range(0, rank).Where(i => i != axis)];
        var zeros = node.X.Zeros(node.X.Shape().Apply("Gather", size.Integers([.. order.Select(i => (long)i)])));
        return Placement.Add(zeros, indices.Unsqueeze(-1), updates)
            .Transpose([.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(order, i))]);
    });

    private static void GatherElements(BackwardNode node) => node.Give(0, () =>
        node.X.Zeros(node.X.Shape()).Apply(
            "ScatterElements",
            [node.Input(1), node.Gradient],
            NodeWriter.Attribute("axis", node.Int("axis", 0)),
            NodeWriter.Attribute("reduction", "add")));

    private static void GatherND(BackwardNode node)
    {
        if (node.Int("batch_dims", 0) != 0)
            node.Refuse("it has batch dimensions");
        else
            node.Give(0, () => Placement.Add(node.X.Zeros(node.X.Shape()), node.Input(1).Cast(ElementType.Int64), node.Gradient));
    }

    private static void ScatterND(BackwardNode node)
    {
        if (!TakesReduction(node))
            return;
        var indices = node.Input(1);
        node.Give(0, () => IsAdding(node)
            ? node.Gradient
            : node.Gradient.Apply("ScatterND", [indices, node.Input(2).Zeros(node.Input(2).Shape())]));
        node.Give(2, () => node.Gradient.Apply("GatherND", indices));
    }

    private static void ScatterElements(BackwardNode node)
    {
        if (!TakesReduction(node))
            return;
        var indices = node.Input(1);
        var axis = NodeWriter.Attribute("axis", node.Int("axis", 0));
        node.Give(0, () => IsAdding(node)
            ? node.Gradient
            : node.Gradient.Apply("ScatterElements", [indices, node.Input(2).Zeros(node.Input(2).Shape())], axis));
        node.Give(2, () => node.Gradient.Apply("GatherElements", [indices], axis));
    }

    private static bool IsAdding(BackwardNode node) => node.Text("reduction", "none") == "add";

    private static bool TakesReduction(BackwardNode node)
    {
        var known = node.Text("reduction", "none") is "none" or "add";
        if (!known)
            node.Refuse($"its reduction is '{node.Text("reduction", "")}'");
        return known;
    }

    private static void TopK(BackwardNode node) => node.Give(0, () =>
        node.X.Zeros(node.X.Shape()).Apply(
            "ScatterElements",
            [node.Output(1), node.Gradient],
            NodeWriter.Attribute("axis", node.Int("axis", -1)),
            NodeWriter.Attribute("reduction", "add")));
}
