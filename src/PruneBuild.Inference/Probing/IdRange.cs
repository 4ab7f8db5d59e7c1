using PruneBuild.Onnx;

namespace PruneBuild.Inference.Probing;

/// <summary>How large the ids may be that enter a model.</summary>
public static class IdRange
{
    private static readonly HashSet<string> Moves =
        ["Cast", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Slice", "Concat"];

    /// <summary>Rows of the smallest constant table that the input indexes, directly or through operators that only move elements; null
    /// when it indexes none.</summary>
    public static long? Of(GraphIndex index, string input)
    {
        var pending = new Stack<string>([input]);
        var seen = new HashSet<string>();
        long? smallest = null;
        while (pending.TryPop(out var value))
        {
            foreach (var use in index.Uses(value).Where(use => use.Node is not null && use.Input >= 0))
            {
                var node = use.Node!;
                if (node.OpType == "Gather"
                    && use.Input == 1
                    && index.Constant(node.Input[0]) is { } table
                    && Axis(node, table.Dims.Count) is var axis
                    && axis >= 0 && axis < table.Dims.Count)
                    smallest = Math.Min(smallest ?? long.MaxValue, table.Dims[axis]);
                else if (Moves.Contains(node.OpType) && seen.Add(node.Output[0]))
                    pending.Push(node.Output[0]);
            }
        }

        return smallest;
    }

    private static int Axis(Onnx.Proto.NodeProto node, int rank)
    {
        var axis = (int)node.Integer("axis", 0);
        return axis < 0 ? axis + rank : axis;
    }
}
