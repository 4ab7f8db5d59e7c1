using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>Bodies of If, Loop and Scan nodes as models of their own, with what their node gives them.</summary>
/// <remarks>A body shows its values to nobody outside, and the branch that is not taken has none:
/// so each body is run alone, once.</remarks>
internal static class BodyRuns
{
    /// <summary>Values of a graph that its bodies take or capture.</summary>
    public static IReadOnlySet<string> Needed(GraphProto graph) =>
        graph.Node.Where(HasBodies).SelectMany(node => node.Input.Concat(SubgraphCaptures.Of(node))).ToHashSet();

    /// <summary>Each body of a graph with inputs for it: the first step of a loop. Bodies whose inputs are no tensors, or not known,
    /// are left out.</summary>
    /// <param name="model">The model; its main graph is looked at.</param>
    /// <param name="values">Values of one run of it, by name.</param>
    public static IEnumerable<BodyRun> Of(OnnxModel model, IReadOnlyDictionary<string, Tensor> values)
    {
        var index = new GraphIndex(model.Graph);
        foreach (var node in model.Graph.Node.Where(HasBodies))
        {
            foreach (var body in SubgraphCaptures.Bodies(node))
            {
                if (Given(node, body, name => Value(model, index, values, name)) is { } inputs)
                    yield return new BodyRun(node, AsModel(model, index, body, inputs), inputs);
            }
        }
    }

    private static bool HasBodies(NodeProto node) =>
        node.OpType is "If" or "Loop" or "Scan" && OnnxDomains.IsDefault(node.Domain) && SubgraphCaptures.Bodies(node).Any();

    private static Tensor? Value(OnnxModel model, GraphIndex index, IReadOnlyDictionary<string, Tensor> values, string name) =>
        values.GetValueOrDefault(name) ?? (index.Constant(name) is { } constant ? model.Read(constant) : null);

    /// <summary>What a body's inputs and captured values are in the first step; null when one is not known.</summary>
    private static Dictionary<string, Tensor>? Given(NodeProto node, GraphProto body, Func<string, Tensor?> value)
    {
        Tensor?[] first = node.OpType switch
        {
            "If" => [],
            "Loop" => [Tensor.Scalar(ElementType.Int64, 0L), Tensor.Scalar(ElementType.Bool, (byte)1), .. node.Input.Skip(2).Select(value)],
            _ => FirstOfSequences(node, value),
        };
        if (first.Length != body.Input.Count || first.Any(tensor => tensor is null))
            return null;
        var inputs = body.Input.Zip(first).ToDictionary(pair => pair.First.Name, pair => pair.Second!);
        foreach (var captured in SubgraphCaptures.Of(body).Distinct())
        {
            if (value(captured) is not { } tensor)
                return null;
            inputs.TryAdd(captured, tensor);
        }

        return inputs;
    }

    private static Tensor?[] FirstOfSequences(NodeProto node, Func<string, Tensor?> value)
    {
        var sequences = (int)node.Integer("num_scan_inputs", 0);
        var axes = node.Find("scan_input_axes")?.Ints;
        var states = node.Input.Count - sequences;
        return [.. node.Input.Select((name, i) =>
            value(name) is { } tensor && i >= states ? First(tensor, axes?.ElementAtOrDefault(i - states) ?? 0) : value(name))];
    }

    /// <summary>A tensor without one axis, at its first index; null when the axis is empty.</summary>
    private static Tensor? First(Tensor tensor, long axis)
    {
        var at = (int)(axis < 0 ? axis + tensor.Rank : axis);
        if (at < 0 || at >= tensor.Rank || tensor.Shape[at] == 0)
            return null;
        var slice = tensor.Take(at, [0]);
        return new Tensor(slice.Type, [.. slice.Shape.Where((_, i) => i != at)], slice.Memory);
    }

    /// <summary>Captured constants stay constants, other captured values become inputs.</summary>
    private static OnnxModel AsModel(OnnxModel model, GraphIndex index, GraphProto body, Dictionary<string, Tensor> inputs)
    {
        var graph = body.Clone();
        graph.Name = graph.Name.Length > 0 ? graph.Name : "body";
        graph.Input.Clear();
        foreach (var (name, tensor) in inputs.ToArray())
        {
            if (index.Constant(name) is { } constant && !body.Input.Any(input => input.Name == name))
            {
                graph.Initializer.Add(TensorProtos.Named(constant, name));
                inputs.Remove(name);
            }
            else
            {
                graph.Input.Add(ValueInfos.Tensor(name, tensor.Type, tensor.Rank));
            }
        }

        var outputs = graph.Output.Select(output => new ValueInfoProto { Name = output.Name }).ToArray();
        graph.Output.Clear();
        graph.Output.AddRange(outputs);
        return model.With(new ModelProto
        {
            IrVersion = model.Proto.IrVersion, OpsetImport = { model.Proto.OpsetImport },
            Functions = { model.Proto.Functions }, Graph = graph,
        });
    }
}

/// <summary>A body that can be run.</summary>
/// <param name="Node">The node that it belongs to.</param>
/// <param name="Model">The body as a model.</param>
/// <param name="Inputs">What to feed.</param>
internal sealed record BodyRun(NodeProto Node, OnnxModel Model, IReadOnlyDictionary<string, Tensor> Inputs)
{
    /// <summary>Values whose elements may differ in later steps, so that what the first step shows of them is no fact.</summary>
    public IReadOnlySet<string> Changing()
    {
        var changing = Node.OpType == "If" ? [] : Ends(Node).ToHashSet();
        foreach (var node in Model.Graph.Node.Where(node => node.OpType is not ("Shape" or "Size")))
        {
            if (node.Input.Concat(SubgraphCaptures.Of(node)).Any(changing.Contains))
                changing.UnionWith(node.Output.Concat(SubgraphCaptures.Bodies(node).SelectMany(Defined)));
        }

        return changing;
    }

    private static IEnumerable<string> Ends(NodeProto node) =>
        SubgraphCaptures.Bodies(node).SelectMany(body => body.Input).Select(input => input.Name);

    private static IEnumerable<string> Defined(GraphProto body) => GraphTree.Of(body).SelectMany(GraphTree.Defined);
}
