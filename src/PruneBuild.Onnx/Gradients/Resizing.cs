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

        for (var axis = 0; axis < rank; axis++)
        {
            if (!Stays(node, rank, axis))
                gradient = Back(node, gradient, rank, axis);
        }

        // Fails where an axis does not stay after all.
        return gradient.Reshape(node.X.Shape());
    });

    // A scale may move what it leaves as long as it was; and lengths that are equal in one run need not be so in another,
    // but for records and channels.
    private static bool Stays(BackwardNode node, int rank, int axis)
    {
        if (!node.Has(3))
            return node.Constant(2) is { } scales && scales.ToFloats()[axis] == 1;
        return rank > 2 && axis < 2 && node.Fact(0).Shape[axis] == node.OutputFact().Shape[axis];
    }

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
        var identity = node.X.Zeros(GraphValue.Concat(0, size, size)).Apply("EyeLike").Unsqueeze(0, 2);
        var missing = new GraphValue(node.Writer, "", node.X.Type);
        var resized = node.Has(3)
            ? Resized(missing, GraphValue.Concat(0, one, size, one, gradient.Size(axis)))
            : Resized(Scales(node, axis));
        return resized.Slice(2, 0, 1).Squeeze(0, 2).Transpose(1, 0);

        GraphValue Resized(params GraphValue[] target) => identity.Apply("Resize", [missing, .. target], [.. node.Node.Attribute]);
    }

    // ONNX Runtime copies what no size of changes, whatever the scales: then nothing must change here either, and else the third axis does.
    private static GraphValue Scales(BackwardNode node, int axis)
    {
        var scales = node.Input(2);
        var one = scales.Like(1).Reshape(1);
        var changes = node.X.Shape().Compare("Equal", node.Y.Shape()).Apply("Not").Cast(ElementType.Int64)
            .Apply("ReduceMax").Cast(scales.Type);
        return GraphValue.Concat(0, one, one, one + changes.Reshape(1), scales.Slice(0, axis, axis + 1));
    }
}
