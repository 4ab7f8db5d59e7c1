using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Another order of a group's units. What makes them and what reads them changes alike,
/// so the model computes what it computed.</summary>
/// <param name="Group">The group.</param>
/// <param name="Order">For each place the unit that comes there.</param>
public sealed record UnitOrder(PruneGroup Group, ValueList<int> Order)
{
    /// <summary>The model with its units in that order; as it is where it has other units than the group's:
    /// they were cut, or are not cut yet.</summary>
    /// <param name="model">The model that the group was found in, or one that it comes from.</param>
    public OnnxModel Apply(OnnxModel model)
    {
        var proto = model.Proto.Clone();
        var (index, nodes) = (GraphIndex.Deep(proto.Graph), NodesByKey.Of(proto.Graph));
        var edits = new ConstantEdits(model, index);
        foreach (var slice in Group.Slices)
        {
            if (nodes.GetValueOrDefault(slice.Node)?.Input.ElementAtOrDefault(slice.Input) is not { } tensor
                || SizeOf(index, tensor, slice.Axis) != slice.Pattern.AxisSize)
                return model;
            edits.Reorder(slice.Node, slice.Input, tensor, slice.Axis, slice.Pattern.Reordered(Order));
        }

        edits.Apply(proto.Graph);
        return model.With(proto);
    }

    /// <summary>Flags of elements of a tensor, one for each as it is stored, in the order that
    /// <see cref="Apply(OnnxModel)" /> gives the elements.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="flags">The flags.</param>
    public bool[] Apply(string tensor, ValueList<long> shape, bool[] flags)
    {
        var ordered = Tensor.Of(Array.ConvertAll(flags, flag => flag ? 1L : 0L), shape.Span);
        foreach (var slice in Group.Slices.Where(slice => slice.Tensor == tensor).DistinctBy(slice => (slice.Axis, slice.Pattern)))
            ordered = ordered.Take(slice.Axis, slice.Pattern.Reordered(Order));
        return Array.ConvertAll(ordered.ToInt64s(), flag => flag != 0);
    }

    private static long? SizeOf(GraphIndex index, string tensor, int axis) =>
        index.Constant(tensor) is { } constant
            ? constant.Dims.ElementAtOrDefault(axis)
            : index.Sparse(tensor)?.Dims.ElementAtOrDefault(axis);
}
