using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Building;

/// <summary>Writes a Scan: a body that runs once for each slice of its inputs' first axis and carries states from
/// one run to the next.</summary>
/// <param name="outer">Where the Scan goes; the body may read values of that graph.</param>
/// <param name="type">Element type of states and slices.</param>
/// <param name="rank">Their number of axes.</param>
internal sealed class ScanWriter(NodeWriter outer, ElementType type, int rank)
{
    private readonly GraphProto body = new() { Name = outer.NewName("scan") };
    private readonly List<GraphValue> states = [];
    private readonly List<GraphValue> scanned = [];
    private NodeWriter? inner;

    private NodeWriter Inner => inner ??= new NodeWriter(body, outer.Opset, body.Name);

    /// <summary>A value of the outer graph, read inside.</summary>
    public GraphValue Outside(GraphValue value) => value with { Writer = Inner };

    /// <summary>A state, from its first value; states come before slices.</summary>
    public GraphValue State(GraphValue first)
    {
        states.Add(first);
        return Input("state");
    }

    /// <summary>A slice of a value.</summary>
    public GraphValue Slice(GraphValue value)
    {
        scanned.Add(value);
        return Input("slice");
    }

    /// <summary>Writes the Scan.</summary>
    /// <param name="next">The states' next values, in order.</param>
    /// <param name="outputs">Values to stack along a new first axis.</param>
    /// <param name="isReversed">True to walk from the last slice to the first; outputs stand where their slices stood.</param>
    /// <returns>The last states, then the stacked outputs.</returns>
    public IReadOnlyList<GraphValue> Write(IReadOnlyList<GraphValue> next, IReadOnlyList<GraphValue> outputs, bool isReversed)
    {
        // A body's outputs must be its nodes' own, and no value may be two of them.
        foreach (var value in next.Concat(outputs))
        {
            var name = Inner.NewName("out");
            Inner.Assign(value.Name, name);
            body.Output.Add(ValueInfos.Tensor(name, type, rank));
        }

        var direction = isReversed ? 1L : 0L;
        var names = outer.Add(
            "Scan",
            next.Count + outputs.Count,
            states.Concat(scanned).Select(value => value.Name),
            NodeWriter.Attribute("body", body),
            NodeWriter.Attribute("num_scan_inputs", scanned.Count),
            NodeWriter.Attribute("scan_input_directions", [.. scanned.Select(_ => direction)]),
            NodeWriter.Attribute("scan_output_directions", [.. outputs.Select(_ => direction)]));
        return [.. names.Select(name => new GraphValue(outer, name, type))];
    }

    private GraphValue Input(string what)
    {
        var name = Inner.NewName(what);
        body.Input.Add(ValueInfos.Tensor(name, type, rank));
        return new GraphValue(Inner, name, type);
    }
}
