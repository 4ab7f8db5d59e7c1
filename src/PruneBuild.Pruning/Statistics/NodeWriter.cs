using System.Globalization;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Appends nodes of standard operators to a graph that is being built, in the form that its opset has.</summary>
/// <param name="graph">The graph.</param>
/// <param name="opset">Version of the standard operators.</param>
/// <param name="prefix">What the names of new values start with.</param>
internal sealed class NodeWriter(GraphProto graph, long opset, string prefix)
{
    private int count;

    /// <summary>Version of the standard operators.</summary>
    public long Opset => opset;

    /// <summary>A node with one output; returns the output's name.</summary>
    public string Add(string op, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op, Name = NextName(op) };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
        return node.Output[0];
    }

    /// <summary>A constant as an initializer.</summary>
    public string Constant(Tensor tensor)
    {
        var initializer = TensorProtos.Create(NextName("constant"), tensor);
        graph.Initializer.Add(initializer);
        return initializer.Name;
    }

    /// <summary>The value under a name of one's own, as a graph output.</summary>
    public void Output(string value, string name)
    {
        graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value }, Output = { name } });
        graph.Output.Add(new ValueInfoProto { Name = name });
    }

    /// <summary>The value as 32-bit floats.</summary>
    public string ToFloat(string value, ElementType type) =>
        type == ElementType.Float ? value : Add("Cast", [value], Attribute("to", (int)ElementType.Float));

    /// <summary>The axes in this order.</summary>
    public string Transpose(string value, params int[] order) =>
        order.SequenceEqual(Enumerable.Range(0, order.Length))
            ? value
            : Add("Transpose", [value], Attribute("perm", [.. order.Select(axis => (long)axis)]));

    /// <summary>The value with these sizes; 0 keeps a size, -1 takes what is left.</summary>
    public string Reshape(string value, params long[] shape) => Add("Reshape", [value, Constant(Tensor.Of(shape))]);

    /// <summary>Elements start, start + step … below end along an axis.</summary>
    public string Slice(string value, int axis, long start, long end, long step = 1)
    {
        if (opset < 10)
        {
            if (step != 1)
                throw new NotSupportedException($"Slice has no steps at opset {opset}.");
            return Add("Slice", [value], Attribute("axes", [axis]), Attribute("starts", [start]), Attribute("ends", [end]));
        }

        long[][] numbers = [[start], [end], [axis], [step]];
        return Add("Slice", [value, .. numbers.Select(number => Constant(Tensor.Of(number)))]);
    }

    /// <summary>AᵀB of two matrices.</summary>
    public string TransposedProduct(string left, string right) => Add("MatMul", [Transpose(left, 1, 0), right]);

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>An integer list attribute.</summary>
    public static AttributeProto Attribute(string name, long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private string NextName(string what) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{what}.{count++}");
}
