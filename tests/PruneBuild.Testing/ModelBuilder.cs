using Google.Protobuf;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Testing;

/// <summary>Builds tiny ONNX models, one phenomenon each. Every call returns the builder.</summary>
/// <remarks>
/// <code>
/// new ModelBuilder(opset: 17)
///     .Input("x", ElementType.Float, "batch", 8)
///     .Weight("w", seed: 1, 8, 16)
///     .Node("MatMul", ["x", "w"], ["h"])
///     .Node("Softmax", ["h"], ["y"], ("axis", -1))
///     .Output("y")
///     .Build();
/// </code>
/// </remarks>
public sealed class ModelBuilder
{
    private readonly ModelProto model;

    /// <summary>An empty model.</summary>
    /// <param name="opset">Version of the standard operators.</param>
    /// <param name="irVersion">Version of the file format; 8 fits every opset up to 18 and is read by every runtime.</param>
    public ModelBuilder(int opset = 17, int irVersion = 8) => model = new()
    {
        IrVersion = irVersion,
        ProducerName = "prunebuild-tests",
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
        Graph = new() { Name = "tiny" },
    };

    /// <summary>Imports another operator domain, such as <c>com.microsoft</c>.</summary>
    public ModelBuilder Domain(string domain, long version = 1)
    {
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        return this;
    }

    /// <summary>A graph input.</summary>
    public ModelBuilder Input(string name, ElementType type, params Dim[] dims)
    {
        model.Graph.Input.Add(ValueInfo(name, type, dims));
        return this;
    }

    /// <summary>An initializer of floats in [-1, 1), the same for the same seed and shape.</summary>
    public ModelBuilder Weight(string name, int seed, params long[] shape) =>
        Initializer(name, Tensor.Of(SeededValues.Floats(seed, (int)shape.Aggregate(1L, (a, b) => a * b)), shape));

    /// <summary>An initializer of 64-bit integers, one axis: shapes, axes, split sizes.</summary>
    public ModelBuilder Integers(string name, params long[] values) => Initializer(TensorProtos.Create(name, values, values.Length));

    /// <summary>An initializer that is one 64-bit integer without axes.</summary>
    public ModelBuilder Scalar(string name, long value) => Initializer(TensorProtos.Scalar(name, value));

    /// <summary>An initializer that is one float without axes.</summary>
    public ModelBuilder Scalar(string name, float value) => Initializer(TensorProtos.Scalar(name, value));

    /// <summary>An initializer with these elements.</summary>
    public ModelBuilder Initializer(string name, Tensor tensor) => Initializer(TensorProtos.Create(name, tensor));

    /// <summary>An initializer as it stands.</summary>
    public ModelBuilder Initializer(TensorProto tensor)
    {
        model.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node named after its first output.</summary>
    /// <param name="type">Operator; with its domain before a colon where that is not the default: <c>com.microsoft:Gelu</c>.</param>
    /// <param name="inputs">Values read; "" for an optional input left out.</param>
    /// <param name="outputs">Values made.</param>
    /// <param name="attributes">Names with values: int, long, float, string, their arrays, <see cref="Tensor" />,
    /// <see cref="GraphProto" /> (a body, see <see cref="BuildGraph" />).</param>
    public ModelBuilder Node(
        string type, IEnumerable<string> inputs, IEnumerable<string> outputs, params (string Name, object Value)[] attributes)
    {
        var parts = type.Split(':');
        var node = new NodeProto { OpType = parts[^1], Input = { inputs }, Output = { outputs } };
        if (parts.Length > 1)
            node.Domain = parts[0];
        node.Name = node.Output[0];
        node.Attribute.Add(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        model.Graph.Node.Add(node);
        return this;
    }

    /// <summary>A Constant node.</summary>
    public ModelBuilder Constant(string name, Tensor tensor) => Node("Constant", [], [name], ("value", tensor));

    /// <summary>A graph output whose type the runtime infers; bodies of If and Loop and plain models take it.</summary>
    public ModelBuilder Output(string name) => Add(new ValueInfoProto { Name = name });

    /// <summary>A graph output with its type and dims.</summary>
    public ModelBuilder Output(string name, ElementType type, params Dim[] dims) => Add(ValueInfo(name, type, dims));

    /// <summary>A type and shape noted for an inner value.</summary>
    public ModelBuilder ValueInfoOf(string name, ElementType type, params Dim[] dims)
    {
        model.Graph.ValueInfo.Add(ValueInfo(name, type, dims));
        return this;
    }

    /// <summary>The model; later calls on the builder do not change it.</summary>
    public OnnxModel Build() => new(model.Clone());

    /// <summary>The graph alone, as the body of an If, Loop or Scan.</summary>
    public GraphProto BuildGraph() => model.Graph.Clone();

    /// <summary>An attribute of a node.</summary>
    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int or long:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, Convert.ToInt64(value, null));
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case int[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.Add(numbers.Select(number => (long)number));
                break;
            case long[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.Add(numbers);
                break;
            case float[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                attribute.Floats.Add(numbers);
                break;
            case string[] texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.Add(texts.Select(ByteString.CopyFromUtf8));
                break;
            case Tensor tensor:
                (attribute.Type, attribute.T) = (AttributeProto.Types.AttributeType.Tensor, TensorProtos.Create("", tensor));
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeProto.Types.AttributeType.Tensor, tensor);
                break;
            case GraphProto body:
                (attribute.Type, attribute.G) = (AttributeProto.Types.AttributeType.Graph, body);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} is not an attribute's type.", nameof(value));
        }
        return attribute;
    }

    private ModelBuilder Add(ValueInfoProto output)
    {
        model.Graph.Output.Add(output);
        return this;
    }

    private static ValueInfoProto ValueInfo(string name, ElementType type, Dim[] dims) => new()
    {
        Name = name,
        Type = new()
        {
            TensorType = new()
            {
                ElemType = (int)type,
                Shape = new() { Dim = { dims.Select(dim => dim.ToProto()) } },
            },
        },
    };
}
