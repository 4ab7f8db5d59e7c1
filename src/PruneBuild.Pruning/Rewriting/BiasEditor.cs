using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Shifts what a MatMul, Gemm or Conv puts out, through the bias that it has or gets.</summary>
internal static class BiasEditor
{
    /// <summary>Adds a vector to every row of outputs of a node of a cloned graph.</summary>
    public static void Shift(OnnxModel model, GraphProto graph, NodeProto node, double[] change)
    {
        var index = new GraphIndex(graph);
        if (node.OpType is "Conv" or "FusedConv" or "Gemm" && TryShiftOwnBias(model, graph, index, node, change))
            return;
        if (node.OpType == "MatMul" && FollowingAdd(model, index, node, change.Length) is var (add, input))
            SetShifted(model, graph, index, add, input, change);
        else
            InsertAdd(graph, node, Vector(model, index, node, change, 1, [change.Length, .. KernelAxes(model, index, node)]));
    }

    /// <summary>Adds a vector to every row of outputs of a product with the weights of experts; it is the same for all of them.</summary>
    /// <param name="graph">The cloned graph.</param>
    /// <param name="node">The product.</param>
    /// <param name="change">One number for each output.</param>
    /// <param name="type">Type of the outputs.</param>
    /// <param name="outputsFirst">True when outputs lie on the last axis but one.</param>
    public static void ShiftExperts(GraphProto graph, NodeProto node, double[] change, ElementType type, bool outputsFirst) =>
        InsertAdd(graph, node, GraphPatch.Floats(
            type, Array.ConvertAll(change, value => (float)value), outputsFirst ? [change.Length, 1] : [change.Length]));

    private static bool TryShiftOwnBias(OnnxModel model, GraphProto graph, GraphIndex index, NodeProto node, double[] change)
    {
        var beta = node.Number("beta", 1);
        if (beta == 0)
            return false;
        if (node.Input.Count > 2 && node.Input[2].Length > 0)
        {
            if (WeightCarrier.Of(model, index, node, 2) is not { } carrier
                || carrier.Read(model, index) is var bias && bias.Count != change.Length)
                return false;
            carrier.Write(
                model, graph, index, [.. bias.ToFloats().Zip(change, (value, added) => (float)(value + (added / beta)))], bias.Shape);
            return true;
        }

        var name = new UniqueNames(graph).Next($"{node.Output[0]}_bias");
        graph.Initializer.Add(TensorProtos.Create(name, Vector(model, index, node, change, beta, [change.Length])));
        if (node.Input.Count < 3)
            node.Input.Add("");
        node.Input[2] = name;
        return true;
    }

    /// <summary>The Add that alone reads a MatMul's output and adds a constant vector to it.</summary>
    internal static (NodeProto Add, int Input)? FollowingAdd(OnnxModel model, GraphIndex index, NodeProto node, int length)
    {
        if (index.Uses(node.Output[0]) is not [{ Node: { OpType: "Add" } add, Input: >= 0 } use])
            return null;
        var other = 1 - use.Input;
        return index.Constant(add.Input[other]) is { } bias
            && model.Read(bias) is { } tensor
            && tensor.Count == length
            && tensor.Shape[^1] == length
            ? (add, other)
            : null;
    }

    private static void SetShifted(OnnxModel model, GraphProto graph, GraphIndex index, NodeProto node, int input, double[] change)
    {
        var old = model.Read(index.Constant(node.Input[input])!);
        var values = old.ToFloats();
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(values[i] + change[i]);
        GraphPatch.SetConstant(graph, node, input, GraphPatch.Floats(old.Type, values, old.Shape));
    }

    private static Tensor Vector(OnnxModel model, GraphIndex index, NodeProto node, double[] change, double scale, ValueList<long> shape) =>
        GraphPatch.Floats(
            WeightCarrier.Of(model, index, node, 1)?.Type(index) ?? Decoded(index, node),
            Array.ConvertAll(change, value => (float)(value / scale)), shape);

    /// <summary>The type of a weight that is no carrier's, since its scales lie in blocks: that of the scales.</summary>
    private static ElementType Decoded(GraphIndex index, NodeProto node)
    {
        var at = node.Input[1];
        while (index.Producer(at) is { OpType: not "DequantizeLinear" } step)
            at = step.Input[0];
        return index.Producer(at) is { } decode && index.Constant(decode.Input[1]) is { } scales
            ? (ElementType)scales.DataType
            : ElementType.Float;
    }

    /// <summary>Axes behind that of outputs: those of positions.</summary>
    private static IEnumerable<long> KernelAxes(OnnxModel model, GraphIndex index, NodeProto node) => Enumerable.Repeat(
        1L, node.OpType is "Conv" or "FusedConv" ? WeightCarrier.Of(model, index, node, 1)!.Shape(index).Count - 2 : 0);

    /// <summary>The node's output gets another name, and an Add puts out the old one.</summary>
    private static void InsertAdd(GraphProto graph, NodeProto node, Tensor change)
    {
        var value = node.Output[0];
        var names = new UniqueNames(graph);
        var (before, correction) = (names.Next($"{value}_uncorrected"), names.Next($"{value}_correction"));
        graph.Initializer.Add(TensorProtos.Create(correction, change));
        node.Output[0] = before;
        graph.Node.Insert(
            graph.Node.IndexOf(node) + 1,
            new NodeProto { OpType = "Add", Name = correction, Input = { before, correction }, Output = { value } });
    }
}
