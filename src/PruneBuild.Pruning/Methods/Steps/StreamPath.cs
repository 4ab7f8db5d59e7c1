using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>Whether a value is added to a residual stream as it is, but for the order of its elements and one weight for each
/// row.</summary>
/// <param name="model">The model.</param>
/// <param name="index">Of its graph.</param>
/// <remarks>A window of attention is moved back to where it was cut out, by parts where it was rolled; what an expert puts out is weighted
/// by its router and summed with that of others. Each unit's share stays a sum over its own, so it compares with that of other sub-layers.
/// <see cref="MatchTarget" /> does not go this way: what is refit here is matched before its elements move.</remarks>
internal sealed class StreamPath(OnnxModel model, GraphIndex index)
{
    private static readonly HashSet<string> Moves =
        ["Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Slice", "Split"];

    // A router's weight lies a few nodes behind its softmax; a broken graph may go in circles.
    private const int Farthest = 8;

    /// <summary>True when all that is computed from a value goes into a sum with another computed value.</summary>
    public bool Adds(string value)
    {
        if (index.Producer(value) is null)
            return false;
        var (moved, added) = (new HashSet<string> { value }, false);
        foreach (var node in index.Graph.Node.Where(node => node.OpType is not ("Shape" or "Size")))
        {
            if (!node.Input.Any(moved.Contains))
                continue;
            if (Continues(node, moved))
                moved.UnionWith(node.Output);
            else if (node.OpType == "Add" && Other(node, moved) is { } residual && !index.DependsOn(residual, value))
                added = true;
            else
                return false;
        }

        return added && moved.All(name => index.Uses(name).All(use => use is { Node: not null, Input: >= 0 }));
    }

    private bool Continues(NodeProto node, HashSet<string> moved) => OnnxDomains.IsDefault(node.Domain) && node.OpType switch
    {
        "Concat" => node.Input.All(moved.Contains),
        "Add" => node.Input.All(input => moved.Contains(input) || DecodedConstant.Read(model, index, input) is not null),
        "Mul" => Other(node, moved) is { } weight && IsOneForEachRow(weight, Farthest),
        // Over experts: the axis of outputs is the last.
        "ReduceSum" => moved.Contains(node.Input[0]) && Axes(node) is [>= 0] or [< -1],
        _ => Moves.Contains(node.OpType) && moved.Contains(node.Input[0]),
    };

    private static string? Other(NodeProto node, HashSet<string> moved) =>
        node.Input.Where(input => !moved.Contains(input)).ToArray() is [var other] ? other : null;

    private long[]? Axes(NodeProto node) =>
        node.Input.Count > 1 && index.Constant(node.Input[1]) is { } axes ? model.Read(axes).ToInt64s() : node.Find("axes")?.Ints.ToArray();

    private bool IsOneForEachRow(string value, int left) => left > 0 && index.Producer(value) is { } node && node.OpType switch
    {
        "Unsqueeze" => Axes(node) is [-1],
        "Identity" or "Cast" or "Sigmoid" => IsOneForEachRow(node.Input[0], left - 1),
        "MatMul" => index.Constant(node.Input[1]) is { Dims: [_, 1] },
        "Gemm" => index.Constant(node.Input[1]) is { Dims: [var rows, var columns] }
            && (node.Integer("transB", 0) == 0 ? columns : rows) == 1,
        _ => false,
    };
}
