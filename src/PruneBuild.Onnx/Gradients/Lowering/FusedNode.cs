using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>A fused node and where its parts go.</summary>
/// <param name="node">The node.</param>
/// <param name="writer">Writes the parts.</param>
/// <param name="facts">Types and shapes.</param>
/// <param name="constants">Elements of constants by name; null for computed values.</param>
internal sealed class FusedNode(NodeProto node, NodeWriter writer, ShapeFacts facts, Func<string, Tensor?> constants)
{
    /// <summary>The node.</summary>
    public NodeProto Node => node;

    /// <summary>Writes the parts.</summary>
    public NodeWriter Writer => writer;

    /// <summary>True when an optional input is given.</summary>
    public bool Has(int input) => node.Has(input);

    /// <summary>True when any input is given from this one on.</summary>
    public bool HasAny(int from) => node.Input.Skip(from).Any(name => name.Length > 0);

    /// <summary>An input; floats where nothing is known of it.</summary>
    public GraphValue Input(int input) => new(writer, node.Input[input], facts.Find(node.Input[input])?.Type switch
    {
        // Halves are floats by now.
        null or ElementType.Float16 => ElementType.Float,
        { } type => type,
    });

    /// <summary>Sizes of an input in the run of the facts; null when they are not known.</summary>
    public ValueList<long>? Shape(int input) => Has(input) ? facts.Find(node.Input[input])?.Shape : null;

    /// <summary>The elements of an input that is a constant; null when it is computed.</summary>
    public Tensor? Constant(int input) => Has(input) ? constants(node.Input[input]) : null;

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    /// <summary>A float attribute.</summary>
    public double Float(string name, double otherwise) => Attribute(name)?.F ?? otherwise;

    /// <summary>A string attribute.</summary>
    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>An attribute; null when it is missing.</summary>
    public AttributeProto? Attribute(string name) => node.Find(name);

    /// <summary>True when an output is read.</summary>
    public bool Makes(int output) => output < node.Output.Count && node.Output[output].Length > 0;

    /// <summary>Gives a value the name of an output.</summary>
    public void Set(int output, GraphValue value)
    {
        if (Makes(output))
            writer.Assign(value.Name, node.Output[output]);
    }
}
