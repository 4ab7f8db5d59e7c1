using PruneBuild.Diagnostics;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Reverse accumulation over one graph.</summary>
internal sealed class BackwardPass
{
    private readonly OnnxModel model;
    private readonly ShapeFacts facts;
    private readonly GraphProto extended;
    private readonly GraphIndex index;
    private readonly HashSet<string> wanted;
    private readonly Lazy<IReadOnlySet<string>> fixedValues;
    private readonly Dictionary<string, GraphValue> sums = [];
    private readonly Dictionary<string, List<GraphValue>> pieces = [];

    /// <summary>Prepares a pass.</summary>
    /// <param name="model">The model; its nodes are sorted.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    /// <param name="extended">A copy of its graph, which gets the gradients.</param>
    /// <param name="writer">Writes into that copy.</param>
    /// <param name="values">What to differentiate by.</param>
    public BackwardPass(
        OnnxModel model, ShapeFacts facts, GraphProto extended, NodeWriter writer, IReadOnlyCollection<string> values)
    {
        (this.model, this.facts, this.extended, Writer) = (model, facts, extended, writer);
        index = new GraphIndex(model.Graph);
        wanted = DependentValues.Of(model.Graph, facts, values);
        fixedValues = new(() => FixedValues.Of(model.Graph));
    }

    /// <summary>Where new nodes go.</summary>
    public NodeWriter Writer { get; }

    /// <summary>Why the pass ended early; null when it did not.</summary>
    public Diagnostic? Refusal { get; private set; }

    /// <summary>True when the value depends on what is differentiated by.</summary>
    public bool IsWanted(string value) => wanted.Contains(value);

    /// <summary>A value of the graph.</summary>
    public GraphValue Value(string name) => new(Writer, name, Fact(name).Type);

    /// <summary>Type and shape of a value.</summary>
    /// <exception cref="KeyNotFoundException">The run of the facts did not show it.</exception>
    public ValueFact Fact(string name) => facts.Find(name) ?? throw new KeyNotFoundException($"Nothing is known of '{name}'.");

    /// <summary>The elements of a constant, or of a few integers that follow from constants alone; null for other values.</summary>
    public Tensor? Constant(string name)
    {
        if (index.Constant(name) is { } tensor)
            return model.Read(tensor);
        return facts.Find(name) is { Integers: { } integers, Shape: var shape } && fixedValues.Value.Contains(name)
            ? Tensor.Of([.. integers], [.. shape])
            : null;
    }

    /// <summary>The gradient of a value whose readers have all been passed; null when the loss does not depend on it.</summary>
    public GraphValue? GradientOf(string value)
    {
        if (sums.TryGetValue(value, out var known))
            return known;
        if (!pieces.TryGetValue(value, out var list))
            return null;
        // ONNX Runtime's Sum of four takes longer than three of its Adds.
        return sums[value] = list.Aggregate((sum, piece) => sum + piece);
    }

    /// <summary>An output of a node that it can make, named in the extended graph when the model leaves it out.</summary>
    public GraphValue ExtraOutput(NodeProto node, int output, ElementType type)
    {
        var names = extended.Node[model.Graph.Node.IndexOf(node)].Output;
        while (names.Count <= output)
            names.Add("");
        if (names[output].Length == 0)
            names[output] = Writer.NewName("extra");
        return new GraphValue(Writer, names[output], type);
    }

    /// <summary>Computes a value of the model by another node, which the gradient shares more with. It keeps its name.</summary>
    /// <param name="value">What the node puts out, its only output.</param>
    /// <param name="op">The other operator.</param>
    /// <param name="inputs">Its inputs, which may be new values.</param>
    public void Restate(string value, string op, params IEnumerable<GraphValue> inputs)
    {
        var at = model.Graph.Node.IndexOf(index.Producer(value)!);
        extended.Node[at] = new NodeProto
        {
            Name = extended.Node[at].Name, OpType = op, Input = { inputs.Select(input => input.Name) }, Output = { value },
        };
    }

    /// <summary>Adds to the gradient of a value.</summary>
    public void Add(string value, GraphValue gradient)
    {
        if (!pieces.TryGetValue(value, out var list))
            pieces.Add(value, list = []);
        list.Add(gradient);
    }

    /// <summary>Ends the pass.</summary>
    public void Refuse(NodeProto node, string reason) => Refusal ??= DiagnosticCatalog.NoGradient.At(
        null, node.OpType, node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(name => name.Length > 0) ?? "", reason);

    /// <summary>Walks from the loss to everything that is differentiated by.</summary>
    /// <param name="loss">A float of one element.</param>
    public void Run(string loss)
    {
        Add(loss, Value(loss).Filled(Value(loss).Shape(), 1));
        var nodes = model.Graph.Node;
        // The writer appends to another graph, so the list stays as it is.
        for (var i = nodes.Count - 1; i >= 0 && Refusal is null; i--)
        {
            if (nodes[i].Output.Any(output => pieces.ContainsKey(output)) && nodes[i].Input.Any(IsWanted))
                Pass(nodes[i]);
        }
    }

    private void Pass(NodeProto node)
    {
        if (SubgraphCaptures.Bodies(node).Any())
            Refuse(node, "it has a body");
        else if (node.Input.Where(IsWanted).Concat(node.Output.Where(output => output.Length > 0)).FirstOrDefault(name => facts.Find(name) is null) is { } unknown)
            Refuse(node, $"the shape of '{unknown}' is not known");
        else if (GeluPattern.EndingIn(node, index, Constant) is { } gelu)
            Gelu(node, gelu);
        else if (GradientRules.Find(node) is { } rule)
            rule(new BackwardNode(node, this));
        else
            Refuse(node, "there is no rule for the operator");
    }

    private void Gelu(NodeProto node, GeluPattern pattern)
    {
        var gate = new GaussianGate(Value(pattern.X), Value(pattern.Scaled), Value(pattern.Erf));
        Restate(node.Output[0], "Mul", gate.X, gate.Cumulative);
        Add(pattern.X, GradientOf(node.Output[0])! * gate.Slope);
    }
}
