using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>
/// Resize is linear and works axis by axis, whatever its mode: resizing the rows of an identity matrix gives the matrix of an axis, and its
/// transpose takes the gradient back.
/// </summary>
internal static class Resizing
{
    /// <summary>The gradient of Resize.</summary>
    public static void Give(BackwardNode node) => node.Give(0, () =>
    {
        var gradient = node.Gradient;
        var rank = node.Rank(0);
        if (node.Ints("axes") is not null || node.Has(1) && node.Text("coordinate_transformation_mode", "") == "tf_crop_and_resize")
        {
            node.Refuse("it resizes a crop or names its axes");
            return gradient;
        }

        var (from, to) = (node.Fact(0).Shape, node.OutputFact().Shape);
        for (var axis = 0; axis < rank; axis++)
        {
            if (from[axis] != to[axis])
                gradient = Back(node, gradient, rank, axis);
        }

        return gradient;
    });

    private static GraphValue Back(BackwardNode node, GraphValue gradient, int rank, int axis)
    {
        int[] order = [.. Enumerable.Range(0, rank).Where(i => i != axis), axis];
        var back = gradient.Transpose(order).MatMul(Matrix(node, gradient, axis));
        return back.Transpose([.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(order, i))]);
    }

    /// <summary>[new size, old size] of an axis.</summary>
    private static GraphValue Matrix(BackwardNode node, GraphValue gradient, int axis)
    {
        var size = node.X.Size(axis);
        var one = size.Integers(1);
        var identity = node.X.Zeros(GraphValue.Concat(0, size, size)).Apply("EyeLike").Unsqueeze(0, 1);
        var missing = new GraphValue(node.Writer, "", node.X.Type);
        var resized = node.Has(3)
            ? Resized(missing, GraphValue.Concat(0, one, one, size, gradient.Size(axis)))
            : Resized(Scales(node.Input(2), axis));
        return resized.Squeeze(0, 1).Transpose(1, 0);

        GraphValue Resized(params GraphValue[] target) => identity.Apply("Resize", [missing, .. target], [.. node.Node.Attribute]);
    }

    private static GraphValue Scales(GraphValue scales, int axis)
    {
        var one = scales.Like(1).Reshape(1);
        return GraphValue.Concat(0, one, one, one, scales.Slice(0, axis, axis + 1));
    }
}
