using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Bodies;

/// <summary>What a Loop and a Scan have in common: a body that is run again and again, and what goes in and out of it.</summary>
/// <param name="Body">The body.</param>
/// <param name="Counters">Inputs of the body that the node itself makes: the number of the step and the condition of a Loop.</param>
/// <param name="States">Values that a step hands to the next.</param>
/// <param name="Slices">Values of which each step reads one slice.</param>
/// <param name="Stacks">Values that each step adds one slice to.</param>
internal sealed record Iteration(
    GraphProto Body, IReadOnlyList<string> Counters, IReadOnlyList<CarriedState> States, IReadOnlyList<StepSlice> Slices,
    IReadOnlyList<StepSlice> Stacks)
{
    /// <summary>Inputs: count, condition, states. The body's: step, condition, states;
    /// it puts out the condition, the states, then slices.</summary>
    public static Iteration OfLoop(BackwardNode node)
    {
        var body = node.Attribute("body")!.G;
        var states = node.Node.Input.Count - 2;
        return new Iteration(
            body,
            [.. body.Input.Take(2).Select(input => input.Name)],
            [.. Enumerable.Range(0, states).Select(i => new CarriedState(body.Input[2 + i].Name, body.Output[1 + i].Name, 2 + i, i))],
            [],
            [.. Enumerable.Range(states, node.Node.Output.Count - states)
                .Select(i => new StepSlice(body.Output[1 + i].Name, i, 0, false))]);
    }

    /// <summary>Inputs: states, sequences; outputs: states, stacks. The body has the same,
    /// a slice in place of each sequence and stack.</summary>
    public static Iteration OfScan(BackwardNode node)
    {
        var body = node.Attribute("body")!.G;
        var states = node.Node.Input.Count - (int)node.Int("num_scan_inputs", 0);
        return new Iteration(
            body,
            [],
            [.. Enumerable.Range(0, states).Select(i => new CarriedState(body.Input[i].Name, body.Output[i].Name, i, i))],
            Of(body.Input, "scan_input_axes", "scan_input_directions"),
            Of(body.Output, "scan_output_axes", "scan_output_directions"));

        StepSlice[] Of(IReadOnlyList<ValueInfoProto> values, string axes, string directions) =>
        [
            .. Enumerable.Range(states, values.Count - states).Select(i => new StepSlice(
                values[i].Name, i, node.Ints(axes)?.ElementAtOrDefault(i - states) ?? 0,
                node.Ints(directions)?.ElementAtOrDefault(i - states) == 1)),
        ];
    }
}

/// <summary>A value that a step hands to the next.</summary>
/// <param name="Before">Its name in the body before the step.</param>
/// <param name="After">Its name after.</param>
/// <param name="Input">Which input of the node it begins as.</param>
/// <param name="Output">Which output of the node it ends as.</param>
internal sealed record CarriedState(string Before, string After, int Input, int Output);

/// <summary>A value of which each step reads or makes one slice.</summary>
/// <param name="Name">The slice in the body.</param>
/// <param name="Position">Which input or output of the node the value is.</param>
/// <param name="Axis">The axis that a slice lacks, of the whole value.</param>
/// <param name="IsReversed">True when the first step has the last slice.</param>
internal sealed record StepSlice(string Name, int Position, long Axis, bool IsReversed);
