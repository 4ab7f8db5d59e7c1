using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>One node seen from behind: the gradients of its outputs are known, those of its inputs are asked for.</summary>
/// <param name="node">The node; its inputs and outputs can be read as values.</param>
/// <param name="pass">The pass that it belongs to.</param>
internal sealed class BackwardNode(NodeProto node, BackwardPass pass)
{
    /// <summary>The node.</summary>
    public NodeProto Node => node;

    /// <summary>Where new nodes go.</summary>
    public NodeWriter Writer => pass.Writer;

    /// <summary>Gradient of the first output.</summary>
    public GraphValue Gradient => GradientOf(0);

    /// <summary>The first input.</summary>
    public GraphValue X => Input(0);

    /// <summary>The first output.</summary>
    public GraphValue Y => Output(0);

    /// <summary>True when the loss depends on an output.</summary>
    public bool HasGradient(int output) => output < node.Output.Count && pass.GradientOf(node.Output[output]) is not null;

    /// <summary>Gradient of an output; zeros when the loss does not depend on it.</summary>
    public GraphValue GradientOf(int output) =>
        pass.GradientOf(node.Output[output]) ?? Output(output).Zeros(Output(output).Shape());

    /// <summary>True when an optional input is given.</summary>
    public bool Has(int input) => node.Has(input);

    /// <summary>True when the gradient of an input is asked for.</summary>
    public bool Needs(int input) => Has(input) && pass.IsWanted(node.Input[input]);

    /// <summary>An input.</summary>
    public GraphValue Input(int input) => pass.Value(node.Input[input]);

    /// <summary>An output.</summary>
    public GraphValue Output(int output) => pass.Value(node.Output[output]);

    /// <summary>An output that the node can make, whether the model asks for it or not.</summary>
    public GraphValue ExtraOutput(int output, ElementType type) => pass.ExtraOutput(node, output, type);

    /// <summary>Type and observed shape of an input.</summary>
    public ValueFact Fact(int input) => pass.Fact(node.Input[input]);

    /// <summary>Type and observed shape of an output.</summary>
    public ValueFact OutputFact(int output = 0) => pass.Fact(node.Output[output]);

    /// <summary>Number of axes of an input.</summary>
    public int Rank(int input) => Fact(input).Shape.Count;

    /// <summary>The elements of an input that is a constant; null when it is computed.</summary>
    public Tensor? Constant(int input) => Has(input) ? pass.Constant(node.Input[input]) : null;

    /// <summary>An integer attribute.</summary>
    public long Int(string name, long otherwise) => Attribute(name)?.I ?? otherwise;

    /// <summary>A float attribute.</summary>
    public double Float(string name, double otherwise) => Attribute(name)?.F ?? otherwise;

    /// <summary>A string attribute.</summary>
    public string Text(string name, string otherwise) => Attribute(name)?.S.ToStringUtf8() ?? otherwise;

    /// <summary>A list of integers; null when it is missing.</summary>
    public long[]? Ints(string name) => Attribute(name) is { } found ? [.. found.Ints] : null;

    /// <summary>An attribute; null when it is missing.</summary>
    public AttributeProto? Attribute(string name) => node.Find(name);

    /// <summary>An axis, counted from the front.</summary>
    public static int Axis(long axis, int rank) => (int)(axis < 0 ? axis + rank : axis);

    /// <summary>The gradient of an input, of its shape; written only when it is asked for.</summary>
    public void Give(int input, Func<GraphValue> gradient)
    {
        if (Needs(input))
            pass.Add(node.Input[input], gradient());
    }

    /// <summary>The same for a gradient of the first output's shape, against which the input may have been broadcast.</summary>
    public void GiveBroadcast(int input, Func<GraphValue> gradient) =>
        Give(input, () => Broadcasts.Reduce(gradient(), OutputFact().Shape, Input(input), Fact(input).Shape, Constant(input) is not null));

    /// <summary>Computes the first output, the only one, by another node, which the gradient shares more with.</summary>
    public void Restate(string op, params IEnumerable<GraphValue> inputs) => pass.Restate(node.Output[0], op, inputs);

    /// <summary>Values that the node's bodies read from around them and whose gradients are asked for.</summary>
    public IReadOnlyList<string> WantedCaptures => [.. SubgraphCaptures.Of(node).Where(pass.IsWanted)];

    /// <summary>A value of the graph.</summary>
    public GraphValue Value(string name) => pass.Value(name);

    /// <summary>Type and observed shape of a value, those of bodies too; null when it is not known.</summary>
    public ValueFact? Known(string name) => pass.Known(name);

    /// <summary>Adds to the gradient of a value.</summary>
    public void Add(string value, GraphValue gradient) => pass.Add(value, gradient);

    /// <summary>A pass over one of the node's bodies.</summary>
    /// <param name="body">The body.</param>
    /// <param name="values">What to differentiate by: inputs of the body, and values around it.</param>
    public BackwardPass Inside(GraphProto body, IReadOnlyCollection<string> values) => pass.Inside(body, values);

    /// <summary>Puts another node in its place, that makes what it makes and more.</summary>
    public void Replace(NodeProto other) => pass.Replace(node, other);

    /// <summary>Ends the pass for the reason that another, over a body, ended for.</summary>
    public void Refuse(Diagnostics.Diagnostic reason) => pass.Refuse(reason);

    /// <summary>Says why this node has no gradient; the pass ends.</summary>
    public void Refuse(string reason) => pass.Refuse(node, reason);
}
