using System.Globalization;
using Google.Protobuf;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Building;

/// <summary>Appends nodes of standard operators to a graph that is being built, in the form that its opset has.</summary>
/// <remarks>Asked twice for the same node (operator, inputs, attributes) or the same constant, it writes one.</remarks>
/// <param name="graph">The graph.</param>
/// <param name="opset">Version of the standard operators.</param>
/// <param name="prefix">What the names of new values start with; no other value's name may.</param>
public sealed class NodeWriter(GraphProto graph, long opset, string prefix)
{
    private readonly Dictionary<ByteString, NodeProto> written = [];
    private readonly Dictionary<ByteString, string> constants = [];
    private int count;

    /// <summary>Version of the standard operators.</summary>
    public long Opset => opset;

    /// <summary>A node with one output; returns the output's name.</summary>
    public string Add(string op, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes) =>
        Add(op, 1, inputs, attributes)[0];

    /// <summary>A node with so many outputs; returns their names.</summary>
    public IReadOnlyList<string> Add(string op, int outputs, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op, Input = { inputs }, Attribute = { attributes } };
        var key = node.ToByteString();
        if (written.TryGetValue(key, out var known) && known.Output.Count == outputs)
            return known.Output;
        node.Name = NewName(op);
        node.Output.Add(outputs == 1 ? [node.Name] : Enumerable.Range(0, outputs).Select(i => $"{node.Name}/{i}"));
        graph.Node.Add(node);
        written[key] = node;
        return node.Output;
    }

    /// <summary>Writes, and takes all of it back where the answer is no.</summary>
    public bool Try(Func<bool> write)
    {
        var (nodes, initializers) = (graph.Node.Count, graph.Initializer.Count);
        if (write())
            return true;
        var dropped = graph.Node.Skip(nodes).Select(node => node.Name)
            .Concat(graph.Initializer.Skip(initializers).Select(tensor => tensor.Name)).ToHashSet();
        foreach (var (key, node) in written)
        {
            if (dropped.Contains(node.Name))
                written.Remove(key);
        }

        foreach (var (key, name) in constants)
        {
            if (dropped.Contains(name))
                constants.Remove(key);
        }

        while (graph.Node.Count > nodes)
            graph.Node.RemoveAt(graph.Node.Count - 1);
        while (graph.Initializer.Count > initializers)
            graph.Initializer.RemoveAt(graph.Initializer.Count - 1);
        return false;
    }

    /// <summary>A constant as an initializer.</summary>
    public string Constant(Tensor tensor)
    {
        var initializer = TensorProtos.Create("", tensor);
        var key = initializer.ToByteString();
        if (constants.TryGetValue(key, out var known))
            return known;
        initializer.Name = NewName("constant");
        graph.Initializer.Add(initializer);
        return constants[key] = initializer.Name;
    }

    /// <summary>Integers, one axis.</summary>
    public string Integers(params long[] values) => Constant(Tensor.Of(values, values.Length));

    /// <summary>The value under a name of one's own.</summary>
    public void Assign(string value, string name) =>
        graph.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value }, Output = { name } });

    /// <summary>The value under a name of one's own, as a graph output.</summary>
    public void Output(string value, string name)
    {
        Assign(value, name);
        graph.Output.Add(new ValueInfoProto { Name = name });
    }

    /// <summary>The value as 32-bit floats.</summary>
    public string ToFloat(string value, ElementType type) => Cast(value, type, ElementType.Float);

    /// <summary>The value in another type.</summary>
    public string Cast(string value, ElementType from, ElementType to) =>
        from == to ? value : Add("Cast", [value], Attribute("to", (int)to));

    /// <summary>The axes in this order.</summary>
    public string Transpose(string value, params int[] order) =>
        order.SequenceEqual(Enumerable.Range(0, order.Length))
            ? value
            : Add("Transpose", [value], Attribute("perm", [.. order.Select(axis => (long)axis)]));

    /// <summary>The value with these sizes; 0 keeps a size, -1 takes what is left.</summary>
    public string Reshape(string value, params long[] shape) => Add("Reshape", [value, Integers(shape)]);

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
        return Add("Slice", [value, .. numbers.Select(number => Integers(number))]);
    }

    /// <summary>AᵀB of two matrices.</summary>
    public string TransposedProduct(string left, string right) => Add("MatMul", [Transpose(left, 1, 0), right]);

    /// <summary>The sum of a matrix's rows, [1, columns].</summary>
    public string SumOverRows(string matrix) =>
        opset < 13 ? Add("ReduceSum", [matrix], Attribute("axes", [0])) : Add("ReduceSum", [matrix, Integers(0)]);

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Attribute(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>An integer list attribute.</summary>
    public static AttributeProto Attribute(string name, long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    /// <summary>A float attribute.</summary>
    public static AttributeProto Attribute(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>A string attribute.</summary>
    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>A tensor attribute.</summary>
    public static AttributeProto Attribute(string name, TensorProto value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Tensor, T = value };

    /// <summary>A body.</summary>
    public static AttributeProto Attribute(string name, GraphProto value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = value };

    /// <summary>A name that nothing has yet.</summary>
    public string NewName(string what) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{what}.{count++}");
}
