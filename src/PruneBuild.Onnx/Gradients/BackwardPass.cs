using PruneBuild.Diagnostics;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Reverse accumulation over one graph, or over a body of one of its nodes.</summary>
internal sealed class BackwardPass
{
    private readonly OnnxModel model;
    private readonly GraphProto graph;
    private readonly ShapeFacts facts;
    private readonly GraphProto extended;
    private readonly BackwardPass? around;
    private readonly GraphIndex index;
    private readonly HashSet<string> wanted;
    private readonly Lazy<IReadOnlySet<string>> fixedValues;
    private readonly Dictionary<string, GraphValue> sums = [];
    private readonly Dictionary<string, List<GraphValue>> pieces = [];

    /// <summary>Prepares a pass.</summary>
    /// <param name="model">The model, whose constants it reads.</param>
    /// <param name="graph">Its graph, or a body; its nodes are sorted.</param>
    /// <param name="facts">Types and shapes of values, those of bodies too.</param>
    /// <param name="extended">A copy of the graph, which gets the gradients.</param>
    /// <param name="writer">Writes into that copy.</param>
    /// <param name="values">What to differentiate by.</param>
    /// <param name="around">The pass over the graph that the body stands in; null for the main graph.</param>
    public BackwardPass(
        OnnxModel model, GraphProto graph, ShapeFacts facts, GraphProto extended, NodeWriter writer, IReadOnlyCollection<string> values,
        BackwardPass? around = null)
    {
        (this.model, this.graph, this.facts, this.extended, this.around, Writer) = (model, graph, facts, extended, around, writer);
        index = new GraphIndex(graph);
        wanted = DependentValues.Of(graph, facts, values);
        fixedValues = new(() => FixedValues.Of(graph));
    }

    /// <summary>Where new nodes go.</summary>
    public NodeWriter Writer { get; }

    /// <summary>Why the pass ended early; null when it did not.</summary>
    public Diagnostic? Refusal { get; private set; }

    /// <summary>True when the value depends on what is differentiated by.</summary>
    public bool IsWanted(string value) => wanted.Contains(value);

    /// <summary>A value of the graph.</summary>
    public GraphValue Value(string name) => new(Writer, name, Fact(name).Type);

    /// <summary>Type and shape of a value; null when the run of the facts did not show it.</summary>
    public ValueFact? Known(string name) => facts.Find(name);

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
            : around?.Constant(name);
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
        var names = extended.Node[graph.Node.IndexOf(node)].Output;
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
        var node = index.Producer(value)!;
        Replace(node, new NodeProto { Name = node.Name, OpType = op, Input = { inputs.Select(input => input.Name) }, Output = { value } });
    }

    /// <summary>Puts another node in the place of one of the graph's, that makes what it makes and more.</summary>
    public void Replace(NodeProto node, NodeProto other) => extended.Node[graph.Node.IndexOf(node)] = other;

    /// <summary>A pass over a body of a node of this graph. The body's values are computed once more where it writes,
    /// and the values around it can be read there.</summary>
    /// <param name="body">The body.</param>
    /// <param name="values">What to differentiate by: inputs of the body, and values around it.</param>
    public BackwardPass Inside(GraphProto body, IReadOnlyCollection<string> values)
    {
        var sorted = TopologicalOrder.Sort(body) ?? body;
        var copy = sorted.Clone();
        return new BackwardPass(model, sorted, facts, copy, new NodeWriter(copy, Writer.Opset, Writer.NewName("body")), values, this);
    }

    /// <summary>The graph that was written, with other inputs and outputs, and without what the outputs do not need.</summary>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Values, with their number of axes.</param>
    public GraphProto Finish(IEnumerable<ValueInfoProto> inputs, IEnumerable<(GraphValue Value, int Rank)> outputs)
    {
        extended.Input.Clear();
        extended.Input.AddRange(inputs);
        extended.Output.Clear();
        // A body's outputs must be its nodes' own, and no value may be two of them.
        foreach (var (value, rank) in outputs)
        {
            var name = Writer.NewName("out");
            Writer.Assign(value.Name, name);
            extended.Output.Add(ValueInfos.Tensor(name, value.Type, rank));
        }

        return GraphEdits.RemoveDead(TopologicalOrder.Sort(extended)!);
    }

    /// <summary>Adds to the gradient of a value.</summary>
    public void Add(string value, GraphValue gradient)
    {
        if (!pieces.TryGetValue(value, out var list))
            pieces.Add(value, list = []);
        list.Add(gradient);
    }

    /// <summary>Ends the pass.</summary>
    public void Refuse(Diagnostic reason) => Refusal ??= reason;

    /// <summary>Ends the pass at a node.</summary>
    public void Refuse(NodeProto node, string reason) => Refusal ??= DiagnosticCatalog.NoGradient.At(
        null, node.OpType, node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(name => name.Length > 0) ?? "", reason);

    /// <summary>Walks from the loss to everything that is differentiated by.</summary>
    /// <param name="loss">A float of one element.</param>
    public void Run(string loss)
    {
        Add(loss, Value(loss).Filled(Value(loss).Shape(), 1));
        Run();
    }

    /// <summary>Walks from the values whose gradients were added to everything that is differentiated by.</summary>
    public void Run()
    {
        var nodes = graph.Node;
        // The writer appends to another graph, so the list stays as it is.
        for (var i = nodes.Count - 1; i >= 0 && Refusal is null; i--)
        {
            if (nodes[i].Output.Any(output => pieces.ContainsKey(output)) && Reads(nodes[i]).Any(IsWanted))
                Pass(nodes[i]);
        }
    }

    private void Pass(NodeProto node)
    {
        if (node.Input.Where(IsWanted).Concat(
            node.Output.Where(output => output.Length > 0)).FirstOrDefault(name => facts.Find(name) is null) is { } unknown)
            Refuse(node, $"the shape of '{unknown}' is not known");
        else if (GeluPattern.EndingIn(node, index, Constant) is { } gelu)
            Gelu(node, gelu);
        else if (GradientRules.Find(node) is { } rule)
            rule(new BackwardNode(node, this));
        else if (SubgraphCaptures.Bodies(node).Any())
            Refuse(node, "it has a body");
        else
            Refuse(node, "there is no rule for the operator");
    }

    private static IEnumerable<string> Reads(NodeProto node) => node.Input.Concat(SubgraphCaptures.Of(node));

    private void Gelu(NodeProto node, GeluPattern pattern)
    {
        var gate = new GaussianGate(Value(pattern.X), Value(pattern.Scaled), Value(pattern.Erf));
        Restate(node.Output[0], "Mul", gate.X, gate.Cumulative);
        Add(pattern.X, GradientOf(node.Output[0])! * gate.Slope);
    }
}
