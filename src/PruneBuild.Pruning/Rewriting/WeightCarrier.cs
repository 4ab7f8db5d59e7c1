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
    /// where they would not hold the numbers and nobody else counts on them.</summary>
    public void Write(OnnxModel model, GraphProto graph, GraphIndex index, float[] values, ValueList<long> shape)
    {
        var back = new AxisOrder(shape, Order(shape).Inverse.Axes);
        var numbers = back.IsAsStored ? values : back.Apply(values);
        var decoded = Decoded(model, index);
        if (decoded is not null && ScalesAreItsOwn(index) && decoded.Holding(numbers) is { } coarser && !ReferenceEquals(coarser, decoded))
        {
            decoded = coarser;
            var scales = index.Constant(Reader.Input[1])!;
            GraphPatch.SetConstant(graph, Reader, 1, GraphPatch.Floats((ElementType)scales.DataType, coarser.Scales, [.. scales.Dims]));
        }

        GraphPatch.SetConstant(graph, Reader, Input, decoded?.Requantize(numbers)
            ?? GraphPatch.Floats((ElementType)index.Constant(Tensor)!.DataType, numbers, back.Seen));
    }

    /// <summary>True unless a bias of integers is stored by the same scales: runtimes add it to sums of products without looking at its
    /// own.</summary>
    private bool ScalesAreItsOwn(GraphIndex index) =>
        index.Uses(Steps[^1].Output[0]) is [{ Node: { } consumer, Input: 1 }] && !consumer.Has(2);

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
