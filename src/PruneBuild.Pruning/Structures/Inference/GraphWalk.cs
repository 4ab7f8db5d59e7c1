using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Lets every node of a graph state its equations.</summary>
internal static class GraphWalk
{
    /// <summary>Visits the nodes of a graph or body in an order in which they can run.</summary>
    public static void Run(InferenceState state, GraphProto graph)
    {
        foreach (var node in TopologicalOrder.Of(graph) ?? graph.Node)
            Visit(state, node);
    }

    /// <summary>Operators that leave a weight a weight.</summary>
    private static readonly HashSet<string> Moves =
        ["Transpose", "Reshape", "Cast", "Identity", "Squeeze", "Unsqueeze", "Slice", "Split", "Gather", "GatherND", "DequantizeLinear"];

    private static void Visit(InferenceState state, NodeProto node)
    {
        var scope = new NodeScope(state, node);
        try
        {
            if (OperatorRules.Find(node) is { } rule)
                rule.Apply(scope);
            else if (!new ControlFlow(state, scope).TryFollow())
                Refuse(state, node, RefusedOperators.ReasonFor(OperatorRules.NameOf(node)));
            if (Enumerable.Range(0, node.Output.Count).Any(output => IsUnstated(state, scope, output)))
                throw new RuleMissesException("an output that is read is not known");
            TermArithmetic.Apply(scope, state);
        }
        catch (RuleMissesException missing)
        {
            Refuse(state, node, $"the operator is used in a way that its rule does not cover: {missing.Message}");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A defect of one rule costs what its node touches, not the model; the refusal is where people see it.
            Refuse(
                state, node, $"the operator's rule failed, which is a defect worth reporting: {failure.GetType().Name}: {failure.Message}");
        }

        if (node.Input.Count > 0
            && !FixedValues.IsRandom(node)
            && Enumerable.Range(0, node.Input.Count).Where(scope.HasInput).All(scope.IsFixed)
            && SubgraphCaptures.Of(node).All(state.IsFixed))
            state.Fixed.UnionWith(node.Output);
        if (node.Input.Count > 0 && Moves.Contains(node.OpType) && (scope.IsConstant(0) || state.WeightLike.Contains(node.Input[0])))
            state.WeightLike.UnionWith(node.Output);
        TraceOrigins(state, node, scope);
    }

    /// <summary>A rule that says nothing of an output leaves it dimensions that nothing holds.
    /// Those of constants are stated by what reads them.</summary>
    private static bool IsUnstated(InferenceState state, NodeScope scope, int output) =>
        scope.Node.OpType != "Constant"
        && scope.IsUsed(output)
        && scope.OutputFact(output) is not null
        && !state.IsKnown(scope.Node.Output[output]);

    /// <summary>A node that is not understood pins what it touches and nothing else.</summary>
    private static void Refuse(InferenceState state, NodeProto node, string reason)
    {
        var scope = new NodeScope(state, node);
        for (var input = 0; input < node.Input.Count; input++)
        {
            if (!scope.HasInput(input) || state.Facts.Find(node.Input[input]) is null)
                continue;
            foreach (var dim in scope.Axes(input).Concat(scope.Terms(input)?.SelectMany(term => term.Dims) ?? []))
                scope.Pin(dim, reason);
        }

        UnfollowedWeights.State(state, node, SubgraphCaptures.Bodies(node));
        foreach (var output in node.Output.Where(output => output.Length > 0 && state.Facts.Find(output) is not null))
        {
            var dims = InferenceState.Fresh(state.Facts.Find(output)!.Shape);
            state.Set(output, dims);
            state.ForgetTerms(output);
            foreach (var dim in dims)
                scope.Pin(dim, reason);
        }
    }

    private static void TraceOrigins(InferenceState state, NodeProto node, NodeScope scope)
    {
        var contracts = state.Work.Count > 0
            && state.Work[^1].Node == scope.Key
            && Enumerable.Range(0, node.Input.Count).Any(scope.IsFixed);
        var origins = contracts
            ? [scope.Key]
            : Enumerable.Range(0, node.Input.Count).Where(input => CarriesFeatures(scope, input)).SelectMany(scope.Origins).Distinct()
                .Order(StringComparer.Ordinal).Take(InferenceState.OriginLimit).ToValueList();
        foreach (var output in node.Output)
            state.Origins[output] = origins;
    }

    /// <summary>Shape arithmetic and single numbers (a scale taken from the data) depend on a contraction
    /// without being its features.</summary>
    private static bool CarriesFeatures(NodeScope scope, int input) =>
        scope.Fact(input) is { } fact && fact.Type is not (ElementType.Int64 or ElementType.Bool) && fact.Shape.Any(size => size > 1);
}
