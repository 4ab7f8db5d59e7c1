using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>A weight as a node sees it, and the constant that holds it: the nodes between them transpose, cast, or decode 8-bit integers.</summary>
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
    public int AxisOfConstant(int axis, int rank) => Steps.Reverse().Aggregate(axis, (at, step) => step.OpType == "Transpose" ? Order(step, rank)[at] : at);

    /// <summary>The weight as the node sees it, decoded; floats of any width become 32-bit floats.</summary>
    public Tensor Read(OnnxModel model, GraphIndex index)
    {
        var constant = model.Read(index.Constant(Tensor)!);
        var values = Decoded(model, index)?.Dequantize() ?? constant.ToFloats();
        return Steps.Where(step => step.OpType == "Transpose").Aggregate(
            Onnx.Tensor.Of(values, constant.Shape.Span), (tensor, step) => Permuted(tensor, Order(step, tensor.Rank)));
    }

    /// <summary>Puts other numbers, as the node sees them, into the constant: rounded to its type, or to the scales it has.</summary>
    public void Write(OnnxModel model, GraphProto graph, GraphIndex index, float[] values, ValueList<long> shape)
    {
        var stored = Steps.Reverse().Where(step => step.OpType == "Transpose").Aggregate(
            Onnx.Tensor.Of(values, shape.Span), (tensor, step) => Permuted(tensor, Inverse(Order(step, tensor.Rank))));
        var numbers = stored.ToFloats();
        GraphPatch.SetConstant(graph, Reader, Input, Decoded(model, index)?.Requantize(numbers)
            ?? GraphPatch.Floats((ElementType)index.Constant(Tensor)!.DataType, numbers, stored.Shape));
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

    private static bool IsStep(OnnxModel model, GraphIndex index, NodeProto node) => OnnxDomains.IsDefault(node.Domain) && node.OpType switch
    {
        "Identity" or "Transpose" => true,
        "Cast" => ((ElementType)node.Integer("to", 0)).IsFloat(),
        "DequantizeLinear" => QuantizedWeight.Of(model, index, node) is not null,
        _ => false,
    };

    private static int[] Order(NodeProto transpose, int rank) =>
        transpose.Find("perm")?.Ints.Select(axis => (int)axis).ToArray()
        ?? [.. Enumerable.Range(0, rank).Reverse()];

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (var axis = 0; axis < order.Length; axis++)
            inverse[order[axis]] = axis;
        return inverse;
    }

    /// <summary>A tensor whose axis i is axis order[i] of the given one.</summary>
    private static Tensor Permuted(Tensor tensor, int[] order)
    {
        var from = tensor.As<float>();
        var shape = order.Select(axis => tensor.Shape[axis]).ToValueList();
        var strides = new long[order.Length];
        var stride = 1L;
        for (var axis = order.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= tensor.Shape[axis];
        }

        var (values, place) = (new float[tensor.Count], new long[order.Length]);
        for (var flat = 0; flat < values.Length; flat++)
        {
            var source = 0L;
            for (var axis = 0; axis < order.Length; axis++)
                source += place[axis] * strides[order[axis]];
            values[flat] = from[(int)source];
            for (var axis = order.Length - 1; axis >= 0 && ++place[axis] == shape[axis]; axis--)
                place[axis] = 0;
        }

        return Onnx.Tensor.Of(values, shape.Span);
    }
}
