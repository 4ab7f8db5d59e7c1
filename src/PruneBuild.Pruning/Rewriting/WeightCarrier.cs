using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>A weight as a node sees it, and the constant that holds it: the nodes between them transpose, cast,
/// or decode 8-bit integers.</summary>
/// <param name="Tensor">The constant.</param>
/// <param name="Reader">The node that reads the constant: the first step, or the consumer itself.</param>
/// <param name="Input">Position among the reader's inputs.</param>
/// <param name="Steps">The nodes between, from the constant on. Nobody else reads what they put out.</param>
internal sealed record WeightCarrier(string Tensor, NodeProto Reader, int Input, ValueList<NodeProto> Steps)
{
    /// <summary>Follows an input of a node back to a constant; null when something else than these steps lies between.</summary>
    public static WeightCarrier? Of(OnnxModel model, GraphIndex index, NodeProto node, int input)
    {
        var (reader, at, steps) = (node, input, new List<NodeProto>());
        while (at < reader.Input.Count && index.Constant(reader.Input[at]) is null)
        {
            if (index.Producer(reader.Input[at]) is not { } step || !IsStep(model, index, step) || index.Uses(step.Output[0]).Count != 1)
                return null;
            steps.Insert(0, step);
            (reader, at) = (step, 0);
        }

        return at < reader.Input.Count && steps.Skip(1).All(step => step.OpType != "DequantizeLinear")
            ? new WeightCarrier(reader.Input[at], reader, at, steps.ToValueList())
            : null;
    }

    /// <summary>The axis of the constant that an axis of the weight, as the node sees it, lies on.</summary>
    public int AxisOfConstant(int axis, int rank) => Order(Enumerable.Repeat(1L, rank)).Axes[axis];

    /// <summary>Sizes of the weight as the node sees it.</summary>
    public ValueList<long> Shape(GraphIndex index) => Order(index.Constant(Tensor)!.Dims).Seen;

    /// <summary>The weight as the node sees it, decoded; floats of any width become 32-bit floats.</summary>
    public Tensor Read(OnnxModel model, GraphIndex index)
    {
        var constant = model.Read(index.Constant(Tensor)!);
        var values = Decoded(model, index)?.Dequantize() ?? constant.ToFloats();
        var order = Order(constant.Shape);
        return Onnx.Tensor.Of(order.IsAsStored ? values : order.Apply(values), order.Seen.Span);
    }

    /// <summary>Puts other numbers, as the node sees them, into the constant: rounded to its type, or to its scales, which become coarser
    /// where they would not hold the numbers.</summary>
    public void Write(OnnxModel model, GraphProto graph, GraphIndex index, float[] values, ValueList<long> shape)
    {
        var back = new AxisOrder(shape, Order(shape).Inverse.Axes);
        var numbers = back.IsAsStored ? values : back.Apply(values);
        var decoded = Decoded(model, index);
        if (decoded?.Holding(numbers) is { } held)
        {
            if (held.Scales.SequenceEqual(decoded.Scales))
                decoded = held;
            else if (ScalesBias(model, graph, index, decoded, held))
                SetScales(graph, index, Reader, decoded = held);
        }

        GraphPatch.SetConstant(graph, Reader, Input, decoded?.Requantize(numbers)
            ?? GraphPatch.Floats((ElementType)index.Constant(Tensor)!.DataType, numbers, back.Seen));
    }

    /// <summary>Stores a bias of integers by the scales that a weight gets: runtimes add it to sums of products without looking at its own.
    /// False where that cannot be, and the weight has to keep its scales.</summary>
    private bool ScalesBias(OnnxModel model, GraphProto graph, GraphIndex index, QuantizedWeight before, QuantizedWeight after)
    {
        if (index.Uses(Steps[^1].Output[0]) is not [{ Node: { } consumer, Input: 1 }])
            return false;
        if (!consumer.Has(2) || index.Producer(consumer.Input[2]) is not { OpType: "DequantizeLinear" } decode)
            return true;
        if (QuantizedWeight.Of(model, index, decode) is not { } bias || bias.Scales.Length != before.Scales.Length
            || index.Uses(decode.Output[0]).Count != 1)
            return false;
        var scaled = bias with { Scales = [.. bias.Scales.Select((scale, i) => scale * after.Scales[i] / before.Scales[i])] };
        GraphPatch.SetConstant(graph, decode, 0, scaled.Requantize(bias.Dequantize()));
        SetScales(graph, index, decode, scaled);
        return true;
    }

    private static void SetScales(GraphProto graph, GraphIndex index, NodeProto decode, QuantizedWeight weight)
    {
        var scales = index.Constant(decode.Input[1])!;
        GraphPatch.SetConstant(graph, decode, 1, GraphPatch.Floats((ElementType)scales.DataType, weight.Scales, [.. scales.Dims]));
    }

    /// <summary>The type of the weight as the node sees it.</summary>
    public ElementType Type(GraphIndex index) => Steps.Reverse().Select(step => step.OpType switch
    {
        "Cast" => (ElementType)step.Attribute.First(attribute => attribute.Name == "to").I,
        "DequantizeLinear" => (ElementType)index.Constant(step.Input[1])!.DataType,
        _ => (ElementType?)null,
    }).FirstOrDefault(type => type is not null) ?? (ElementType)index.Constant(Tensor)!.DataType;

    private QuantizedWeight? Decoded(OnnxModel model, GraphIndex index) =>
        Steps is [{ OpType: "DequantizeLinear" } decode, ..] ? QuantizedWeight.Of(model, index, decode) : null;

    private static bool IsStep(OnnxModel model, GraphIndex index, NodeProto node) =>
        OnnxDomains.IsDefault(node.Domain) && node.OpType switch
        {
            "Identity" or "Transpose" => true,
            "Cast" => ((ElementType)node.Integer("to", 0)).IsFloat(),
            "DequantizeLinear" => QuantizedWeight.Of(model, index, node) is not null,
            _ => false,
        };

    /// <summary>How the node sees the axes of a constant of these sizes.</summary>
    private AxisOrder Order(IEnumerable<long> shape) => Steps.Where(step => step.OpType == "Transpose")
        .Aggregate(AxisOrder.AsStored(shape), (order, step) => order.Then(step.Find("perm")?.Ints));
}
