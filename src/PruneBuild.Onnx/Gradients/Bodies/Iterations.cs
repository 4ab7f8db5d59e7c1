using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Bodies;

/// <summary>
/// Backpropagation through time: the node also stacks the states before each step, and a Scan walks from the last step to the
/// first, computes each step once more from its states, and hands the gradients of the states and the sums for what the body
/// captures on to the step before.
/// </summary>
/// <remarks>A Loop that makes no step at all has nothing to walk back over, and ONNX Runtime's Scan refuses such a run: the Scan of a Loop
/// stands in an If, whose other branch hands on the gradients of the states. States keep their shape.</remarks>
internal static class Iterations
{
    /// <summary>The gradients of the node's inputs and of what its body reads from around it.</summary>
    public static void Give(BackwardNode node, Iteration steps)
    {
        var states = steps.States.Where(state => IsFloat(node, state.Before)).ToArray();
        if (steps.Body.Input.Select(input => input.Name).Concat(
            steps.States.Select(state => state.After)).FirstOrDefault(name => node.Known(name) is null) is { } unknown)
        {
            node.Refuse($"the shape of '{unknown}' is not known");
            return;
        }

        if (states.FirstOrDefault(state => !node.Known(state.Before)!.Shape.Equals(node.Known(state.After)!.Shape)) is { } changing)
        {
            node.Refuse($"its state '{changing.Before}' changes its shape from step to step");
            return;
        }

        var captured = node.WantedCaptures;
        var slices = steps.Slices.Where(slice => node.Needs(slice.Position) && IsFloat(node, slice.Name)).ToArray();
        var stacks = steps.Stacks.Where(stack => node.HasGradient(stack.Position)).ToArray();
        var inside = node.Inside(steps.Body, [.. states.Select(state => state.Before), .. slices.Select(slice => slice.Name), .. captured]);
        var coming = states.Select(state => Input(inside, state.Before, "gradient")).ToArray();
        var sums = captured.Select(value => Input(inside, value, "sum")).ToArray();
        var made = stacks.Select(stack => Input(inside, stack.Name, "gradient")).ToArray();
        foreach (var (name, gradient) in states.Select(state => state.After).Zip(coming)
            .Concat(stacks.Select(stack => stack.Name).Zip(made)))
            inside.Add(name, gradient);
        inside.Run();
        if (inside.Refusal is { } reason)
        {
            node.Refuse(reason);
            return;
        }

        var next = states.Select(state => Gradient(inside, state.Before));
        var added = captured.Zip(sums).Select(pair => inside.GradientOf(pair.First) is { } more ? pair.Second + more : pair.Second);
        var given = slices.Select(slice => Gradient(inside, slice.Name));
        string[] recorded = [.. steps.Counters, .. steps.States.Select(state => state.Before)];
        var body = inside.Finish(
            [
                .. coming.Zip(states, (value, state) => Info(node, value, state.Before)),
                .. sums.Zip(captured, (value, name) => Info(node, value, name)),
                .. recorded.Concat(steps.Slices.Select(slice => slice.Name)).Select(name => Declared(steps.Body, name)),
                .. made.Zip(stacks, (value, stack) => Info(node, value, stack.Name)),
            ],
            [
                .. next.Zip(states, (value, state) => (value, Rank(node, state.Before))),
                .. added.Zip(captured, (value, name) => (value, Rank(node, name))),
                .. given.Zip(slices, (value, slice) => (value, Rank(node, slice.Name))),
            ]);
        Write(node, steps, new Backward(body, states, captured, slices, stacks), Recorded(node, steps, recorded));
    }

    /// <summary>Writes the Scan that walks back.</summary>
    private static void Write(BackwardNode node, Iteration steps, Backward backward, string[] recorded)
    {
        var (body, states, captured, slices, stacks) = backward;
        GraphValue[] first =
        [
            .. states.Select(state => node.HasGradient(state.Output) ? node.GradientOf(state.Output) : Zeros(node.Input(state.Input))),
            .. captured.Select(value => Zeros(node.Value(value))),
        ];
        (string Name, long Axis, bool IsReversed)[] sequences =
        [
            .. recorded.Select(name => (name, 0L, true)),
            .. steps.Slices.Select(slice => (node.Node.Input[slice.Position], slice.Axis, !slice.IsReversed)),
            .. stacks.Select(stack => (node.GradientOf(stack.Position).Name, stack.Axis, !stack.IsReversed)),
        ];
        AttributeProto[] attributes =
        [
            NodeWriter.Attribute("body", body),
            NodeWriter.Attribute("num_scan_inputs", sequences.Length),
            NodeWriter.Attribute("scan_input_axes", [.. sequences.Select(sequence => sequence.Axis)]),
            NodeWriter.Attribute("scan_input_directions", [.. sequences.Select(sequence => sequence.IsReversed ? 1L : 0)]),
            NodeWriter.Attribute("scan_output_axes", [.. slices.Select(slice => slice.Axis)]),
            NodeWriter.Attribute("scan_output_directions", [.. slices.Select(slice => slice.IsReversed ? 0L : 1)]),
        ];
        string[] inputs = [.. first.Select(value => value.Name), .. sequences.Select(sequence => sequence.Name)];
        var results = steps.Counters.Count == 0
            ? node.Writer.Add("Scan", first.Length + slices.Count, inputs, attributes)
            : WhereStepsWereMade(node, recorded[0], new NodeProto { OpType = "Scan", Input = { inputs }, Attribute = { attributes } },
                [.. first.Zip(states.Select(state => state.Before).Concat(captured), (value, like) => (value, Rank(node, like)))]);
        foreach (var (state, gradient) in states.Zip(results))
            node.Give(state.Input, () => node.Input(state.Input) with { Name = gradient });
        foreach (var (value, gradient) in captured.Zip(results.Skip(states.Count)))
            node.Add(value, node.Value(value) with { Name = gradient });
        foreach (var (slice, gradient) in slices.Zip(results.Skip(states.Count + captured.Count)))
            node.Give(slice.Position, () => node.Input(slice.Position) with { Name = gradient });
    }

    /// <summary>The outputs of a node where a stack has slices, and else the values that it would begin with.</summary>
    private static IReadOnlyList<string> WhereStepsWereMade(
        BackwardNode node, string stack, NodeProto walk, IReadOnlyList<(GraphValue Value, int Rank)> first)
    {
        var made = new GraphValue(node.Writer, stack, ElementType.Int64).Size(0).IsGreater(0);
        var (walked, unmoved) =
            (new GraphProto { Name = node.Writer.NewName("walked") }, new GraphProto { Name = node.Writer.NewName("unmoved") });
        walk.Name = node.Writer.NewName(walk.OpType);
        walked.Node.Add(walk);
        foreach (var (value, rank) in first)
        {
            var (moved, same) = (node.Writer.NewName("out"), node.Writer.NewName("out"));
            walk.Output.Add(moved);
            walked.Output.Add(ValueInfos.Tensor(moved, value.Type, rank));
            unmoved.Node.Add(new NodeProto { OpType = "Identity", Name = same, Input = { value.Name }, Output = { same } });
            unmoved.Output.Add(ValueInfos.Tensor(same, value.Type, rank));
        }

        return node.Writer.Add(
            "If", first.Count, [made.Name],
            NodeWriter.Attribute("then_branch", walked),
            NodeWriter.Attribute("else_branch", unmoved));
    }

    /// <summary>Has the node stack these inputs of its body; the names of the stacks, in the order of the steps.</summary>
    private static string[] Recorded(BackwardNode node, Iteration steps, IReadOnlyList<string> inputs)
    {
        var more = node.Node.Clone();
        var body = more.Attribute.Single(attribute => attribute.Name == "body").G;
        string[] names = [.. inputs.Select(_ => node.Writer.NewName("steps"))];
        // Outputs that nobody reads may be left out at the end, but not before others.
        for (var output = more.Output.Count; output < steps.States.Count + steps.Stacks.Count; output++)
            more.Output.Add(node.Writer.NewName("unread"));
        foreach (var (input, name) in inputs.Zip(names))
        {
            var copy = $"{name}/step";
            body.Node.Add(new NodeProto { OpType = "Identity", Name = copy, Input = { input }, Output = { copy } });
            var info = Declared(body, input);
            info.Name = copy;
            body.Output.Add(info);
            more.Output.Add(name);
        }

        foreach (var attribute in more.Attribute.Where(attribute => attribute.Name is "scan_output_axes" or "scan_output_directions"))
            attribute.Ints.AddRange(inputs.Select(_ => 0L));
        node.Replace(more);
        return names;
    }

    private static GraphValue Input(BackwardPass inside, string like, string what) =>
        inside.Value(like) with { Name = inside.Writer.NewName(what) };

    private static GraphValue Gradient(BackwardPass inside, string value) => inside.GradientOf(value) ?? Zeros(inside.Value(value));

    private static GraphValue Zeros(GraphValue like) => like.Zeros(like.Shape());

    private static ValueInfoProto Info(BackwardNode node, GraphValue value, string like) =>
        ValueInfos.Tensor(value.Name, value.Type, Rank(node, like));

    private static ValueInfoProto Declared(GraphProto body, string input) => body.Input.Single(value => value.Name == input).Clone();

    private static int Rank(BackwardNode node, string value) => node.Known(value)!.Shape.Count;

    private static bool IsFloat(BackwardNode node, string value) => node.Known(value)?.Type is ElementType.Float or ElementType.Double;

    private sealed record Backward(
        GraphProto Body, IReadOnlyList<CarriedState> States, IReadOnlyList<string> Captured, IReadOnlyList<StepSlice> Slices,
        IReadOnlyList<StepSlice> Stacks);
}
