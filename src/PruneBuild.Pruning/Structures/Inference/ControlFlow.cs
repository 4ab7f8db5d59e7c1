using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>
/// If, Loop and Scan: the nodes of their bodies state their equations like others; what goes in and out of a body has the dimensions that
/// it has outside.
/// </summary>
/// <remarks>A body can be followed when it was run, alone, on what its node was given (facts of its values are there). What does not agree
/// between the ends of a body is pinned. Work inside a Loop counts once for each step; both branches of an If count.</remarks>
internal static class ControlFlow
{
    private const int MostSteps = 1 << 20;

    /// <summary>False when the node is none of the three, or no body of it can be followed.</summary>
    public static bool TryFollow(InferenceState state, NodeScope scope)
    {
        if (OperatorRules.NameOf(scope.Node) is not ("If" or "Loop" or "Scan") || !state.NamesAreUnique)
            return false;
        var bodies = SubgraphCaptures.Bodies(scope.Node).ToArray();
        if (!bodies.Any(body => IsKnown(state, body)))
            return false;
        switch (scope.Node.OpType)
        {
            case "If":
                FollowIf(state, scope, bodies);
                return true;
            case "Loop":
                FollowLoop(state, scope, bodies[0]);
                return true;
            default:
                FollowScan(state, scope, bodies[0]);
                return true;
        }
    }

    private static bool IsKnown(InferenceState state, GraphProto body) =>
        body.Output.All(output => state.Facts.Find(output.Name) is not null);

    private static void FollowIf(InferenceState state, NodeScope scope, GraphProto[] bodies)
    {
        var branches = bodies.Where(body => IsKnown(state, body)).ToArray();
        foreach (var branch in branches)
            Walk(state, scope, branch, null);
        UnfollowedWeights.State(state, scope.Node, bodies.Except(branches));
        for (var output = 0; output < scope.Node.Output.Count; output++)
        {
            var results = branches.Select(branch => Result(state, scope, branch, output)).ToArray();
            if (scope.OutputFact(output) is null)
                continue;
            var dims = Unite(scope, scope.FreshOutput(output), results, "the branches do not agree on it");
            foreach (var dim in branches.Length < bodies.Length ? dims : [])
                scope.Pin(dim, "a branch that makes it is not followed");
            scope.SetOutput(output, dims);
        }
    }

    /// <summary>Inputs: steps, condition, states. Body: step, condition, states → condition, states,
    /// one slice of each further output.</summary>
    private static void FollowLoop(InferenceState state, NodeScope scope, GraphProto body)
    {
        var states = scope.InputCount - 2;
        var initial = Enumerable.Range(2, states).Select(scope.Axes).ToArray();
        for (var i = 0; i < states; i++)
            state.Set(body.Input[2 + i].Name, initial[i]);
        var steps = new Dim(Steps(scope, states));
        Walk(state, scope, body, steps);
        for (var i = 0; i < states; i++)
            Carry(state, scope, body, 1 + i, i, initial[i]);
        for (var output = states; output < scope.Node.Output.Count; output++)
            Stack(scope, output, Result(state, scope, body, 1 + output), 0, steps);
    }

    /// <summary>Steps of a Loop: the length of what it stacks, else the limit that it was given.</summary>
    private static long Steps(NodeScope scope, int states) => Enumerable.Range(states, Math.Max(0, scope.Node.Output.Count - states))
        .Select(output => scope.OutputFact(output)?.Shape[0]).FirstOrDefault(size => size is not null)
        ?? (scope.Fact(0)?.Integers is [var limit] && limit is > 0 and < MostSteps ? limit : 1);

    /// <summary>Inputs: states, sequences. Body: states, one slice of each sequence → states, one slice of each further output.</summary>
    private static void FollowScan(InferenceState state, NodeScope scope, GraphProto body)
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
        Walk(state, scope, body, steps);
        for (var i = 0; i < states; i++)
            Carry(state, scope, body, i, i, initial[i]);
        for (var output = states; output < scope.Node.Output.Count; output++)
            Stack(
                scope, output, Result(state, scope, body, output),
                scope.Ints("scan_output_axes")?.ElementAtOrDefault(output - states) ?? 0, steps!);
    }

    private static void Walk(InferenceState state, NodeScope scope, GraphProto body, Dim? steps)
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
    private static void Carry(InferenceState state, NodeScope scope, GraphProto body, int result, int output, Dim[] initial)
    {
        var after = Result(state, scope, body, result);
        if (scope.OutputFact(output) is null)
            Unite(scope, initial, [after], "it changes from step to step");
        else
            scope.SetOutput(output, Unite(scope, scope.FreshOutput(output), [initial, after], "it changes from step to step"));
    }

    /// <summary>One slice for each step, along a new axis.</summary>
    private static void Stack(NodeScope scope, int output, Dim[] slice, long axis, Dim steps)
    {
        if (scope.OutputFact(output) is null)
            return;
        var stacked = scope.FreshOutput(output);
        var at = NodeScope.Normalize(axis, stacked.Length);
        scope.Pin(stacked[at], "it counts steps");
        if (stacked[at].Size == steps.Size)
            stacked[at] = steps;
        var rest = Unite(scope, [.. stacked[..at], .. stacked[(at + 1)..]], [slice], "it changes from step to step");
        scope.SetOutput(output, [.. rest[..at], stacked[at], .. rest[at..]]);
    }

    /// <summary>What a body puts out. A constant that it hands on cannot follow a cut: no node reads it.</summary>
    private static Dim[] Result(InferenceState state, NodeScope scope, GraphProto body, int output)
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
    private static Dim[] Unite(NodeScope scope, Dim[] dims, Dim[][] others, string reason)
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
