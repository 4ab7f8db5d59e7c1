using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>
/// If, Loop and Scan: the nodes of their bodies state their equations like others; what goes in and out of a body has the dimensions that
/// it has outside.
/// </summary>
/// <remarks>A body can be followed when it was run, alone, on what its node was given (facts of its values are there). What does not agree
/// between the ends of a body is pinned. Work inside a Loop counts once for each step; both branches of an If count.</remarks>
/// <param name="state">What is known of all dimensions.</param>
/// <param name="scope">The node.</param>
internal sealed class ControlFlow(InferenceState state, NodeScope scope)
{
    private const int MostSteps = 1 << 20;

    /// <summary>False when the node is none of the three, or no body of it can be followed.</summary>
    public bool TryFollow()
    {
        if (OperatorRules.NameOf(scope.Node) is not ("If" or "Loop" or "Scan") || !state.NamesAreUnique)
            return false;
        var bodies = SubgraphCaptures.Bodies(scope.Node).ToArray();
        if (!bodies.Any(IsKnown))
            return false;
        switch (scope.Node.OpType)
        {
            case "If":
                FollowIf(bodies);
                return true;
            case "Loop":
                FollowLoop(bodies[0]);
                return true;
            default:
                FollowScan(bodies[0]);
                return true;
        }
    }

    private bool IsKnown(GraphProto body) =>
        body.Output.All(output => state.Facts.Find(output.Name) is not null);

    private void FollowIf(GraphProto[] bodies)
    {
        var branches = bodies.Where(IsKnown).ToArray();
        foreach (var branch in branches)
            Walk(branch, null);
        UnfollowedWeights.State(state, scope.Node, bodies.Except(branches));
        for (var output = 0; output < scope.Node.Output.Count; output++)
        {
            var results = branches.Select(branch => Result(branch, output)).ToArray();
            if (scope.OutputFact(output) is null)
                continue;
            var dims = Unite(scope.FreshOutput(output), results, "the branches do not agree on it");
            foreach (var dim in branches.Length < bodies.Length ? dims : [])
                scope.Pin(dim, "a branch that makes it is not followed");
            scope.SetOutput(output, dims);
        }
    }

    /// <summary>Inputs: steps, condition, states. Body: step, condition, states → condition, states,
    /// one slice of each further output.</summary>
    private void FollowLoop(GraphProto body)
    {
        var states = scope.InputCount - 2;
        var initial = Enumerable.Range(2, states).Select(scope.Axes).ToArray();
        for (var i = 0; i < states; i++)
            state.Set(body.Input[2 + i].Name, initial[i]);
        var steps = new Dim(Steps(states));
        Walk(body, steps);
        for (var i = 0; i < states; i++)
            Carry(body, 1 + i, i, initial[i]);
        for (var output = states; output < scope.Node.Output.Count; output++)
            Stack(output, Result(body, 1 + output), 0, steps);
    }

    /// <summary>Steps of a Loop: the length of what it stacks, else the limit that it was given.</summary>
    private long Steps(int states) => Enumerable.Range(states, Math.Max(0, scope.Node.Output.Count - states))
        .Select(output => scope.OutputFact(output)?.Shape[0]).FirstOrDefault(size => size is not null)
        ?? (scope.Fact(0)?.Integers is [var limit] && limit is > 0 and < MostSteps ? limit : 1);

    /// <summary>Inputs: states, sequences. Body: states, one slice of each sequence → states, one slice of each further output.</summary>
    private void FollowScan(GraphProto body)
    {
        var sequences = (int)scope.Int("num_scan_inputs", 0);
        var states = scope.InputCount - sequences;
        if (sequences < 1 || scope.Opset < 9)
            throw new RuleMissesException("its sequences are not counted");
        var initial = Enumerable.Range(0, states).Select(scope.Axes).ToArray();
        for (var i = 0; i < states; i++)
            state.Set(body.Input[i].Name, initial[i]);
        Dim? steps = null;
        for (var i = 0; i < sequences; i++)
        {
            var whole = scope.Axes(states + i);
            var axis = NodeScope.Normalize(scope.Ints("scan_input_axes")?.ElementAtOrDefault(i) ?? 0, whole.Length);
            if (steps is not null)
                scope.Unify(steps, whole[axis]);
            steps ??= whole[axis];
            state.Set(body.Input[states + i].Name, [.. whole[..axis], .. whole[(axis + 1)..]]);
        }

        scope.Pin(steps!, "it counts steps");
        Walk(body, steps);
        for (var i = 0; i < states; i++)
            Carry(body, i, i, initial[i]);
        for (var output = states; output < scope.Node.Output.Count; output++)
            Stack(
                output, Result(body, output),
                scope.Ints("scan_output_axes")?.ElementAtOrDefault(output - states) ?? 0, steps!);
    }

    private void Walk(GraphProto body, Dim? steps)
    {
        var (outer, around) = (state.Body, state.Steps);
        state.Body ??= scope.Key;
        state.Steps = steps is null ? around : [.. around, steps];
        try
        {
            GraphWalk.Run(state, body);
        }
        finally
        {
            (state.Body, state.Steps) = (outer, around);
        }

        foreach (var dim in body.Output.SelectMany(output => state.Terms(output.Name) ?? []).SelectMany(term => term.Dims))
            scope.Pin(dim, "its size enters a computation");
    }

    /// <summary>A state has the same dimensions before the first step, between steps, and after the last.</summary>
    private void Carry(GraphProto body, int result, int output, Dim[] initial)
    {
        var after = Result(body, result);
        if (scope.OutputFact(output) is null)
            Unite(initial, [after], "it changes from step to step");
        else
            scope.SetOutput(output, Unite(scope.FreshOutput(output), [initial, after], "it changes from step to step"));
    }

    /// <summary>One slice for each step, along a new axis.</summary>
    private void Stack(int output, Dim[] slice, long axis, Dim steps)
    {
        if (scope.OutputFact(output) is null)
            return;
        var stacked = scope.FreshOutput(output);
        var at = NodeScope.Normalize(axis, stacked.Length);
        scope.Pin(stacked[at], "it counts steps");
        if (stacked[at].Size == steps.Size)
            stacked[at] = steps;
        var rest = Unite([.. stacked[..at], .. stacked[(at + 1)..]], [slice], "it changes from step to step");
        scope.SetOutput(output, [.. rest[..at], stacked[at], .. rest[at..]]);
    }

    /// <summary>What a body puts out. A constant that it hands on cannot follow a cut: no node reads it.</summary>
    private Dim[] Result(GraphProto body, int output)
    {
        var name = body.Output[output].Name;
        if (state.IsKnown(name) || state.Index.Constant(name) is null)
            return state.Find(name)!;
        var dims = state.UseOfConstant(scope.Key, WeightUse.Unfollowed, name, state.Facts.Find(name)!.Shape);
        foreach (var dim in dims)
            scope.Pin(dim, "a body hands on a constant that holds it");
        return dims;
    }

    /// <summary>Makes dimensions equal axis by axis, and pins those whose sizes differ.</summary>
    /// <returns>The first, which are of the sizes seen.</returns>
    private Dim[] Unite(Dim[] dims, Dim[][] others, string reason)
    {
        foreach (var other in others)
        {
            if (dims.Length != other.Length && SizeOf(dims) == SizeOf(other))
            {
                // One branch squeezes or reshapes, the other hands on: the same elements all the same.
                scope.UnifyProducts(dims, other);
                continue;
            }

            for (var axis = 0; axis < Math.Max(dims.Length, other.Length); axis++)
            {
                if (axis < dims.Length && axis < other.Length && dims[axis].Size == other[axis].Size)
                {
                    scope.Unify(dims[axis], other[axis]);
                    continue;
                }

                foreach (var dim in new[] { dims, other }.Where(all => axis < all.Length).Select(all => all[axis]))
                    scope.Pin(dim, reason);
            }
        }

        return dims;
    }

    private static long SizeOf(Dim[] dims) => dims.Aggregate(1L, (size, dim) => size * dim.Size);
}
