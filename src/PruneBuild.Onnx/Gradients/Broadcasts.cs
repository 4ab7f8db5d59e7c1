using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>The opposite of broadcasting.</summary>
internal static class Broadcasts
{
    /// <summary>Sums a gradient over the axes along which an input was repeated.</summary>
    /// <param name="gradient">Of the broadcast shape.</param>
    /// <param name="from">The broadcast shape in the run of the facts.</param>
    /// <param name="input">The input.</param>
    /// <param name="to">Its shape in the run of the facts.</param>
    /// <param name="isConstant">True when the input's shape is the same in every run.</param>
    /// <remarks>Which axes are repeated is the same in every run, but for sizes of 1 on both sides, which may be a batch of one: the graph
    /// finds out itself then.</remarks>
    public static GraphValue Reduce(GraphValue gradient, ValueList<long> from, GraphValue input, ValueList<long> to, bool isConstant)
    {
        var lead = from.Count - to.Count;
        var repeated = Enumerable.Range(0, to.Count).Where(i => to[i] == 1 && (isConstant || from[i + lead] != 1)).ToList();
        var unclear = Enumerable.Range(0, to.Count).Any(i => to[i] == 1 && from[i + lead] == 1 && !isConstant);
        if (lead > 0 && to.All(size => size == 1) && isConstant)
            return gradient.Sum().Reshape([.. to]);
        if (lead > 0)
            gradient = gradient.Sum([.. Enumerable.Range(0, lead).Select(i => (long)i)], keepAxes: false);
        if (repeated.Count > 0)
            gradient = gradient.Sum([.. repeated.Select(i => (long)i)]);
        return unclear ? ReduceUnclear(gradient, input) : gradient;
    }

    private static GraphValue ReduceUnclear(GraphValue gradient, GraphValue input)
    {
        var differ = gradient.Shape().Compare("Equal", input.Shape()).Apply("Not").Apply("NonZero") with { Type = ElementType.Int64 };
        return gradient.Apply("ReduceSum", differ.Reshape(-1), NodeWriter.Attribute("noop_with_empty_axes", 1));
    }
}
