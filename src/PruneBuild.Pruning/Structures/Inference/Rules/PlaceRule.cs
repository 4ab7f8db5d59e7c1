namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Operators that read or write at places of one axis given by data: GatherElements and ScatterElements [indices of the output's or
/// updates' shape], ScatterND, TopK, OneHot. That axis stays, the others pass.
/// </summary>
internal sealed class PlaceRule : IOperatorRule
{
    private const string Reason = "it is indexed by number";

    public IReadOnlyList<string> Operators => ["GatherElements", "ScatterElements", "ScatterND", "TopK", "OneHot"];

    public void Apply(NodeScope scope)
    {
        switch (scope.Node.OpType)
        {
            case "ScatterND":
                ScatterSlices(scope);
                break;
            case "TopK":
                Largest(scope);
                break;
            case "OneHot":
                OneHot(scope);
                break;
            default:
                Elements(scope);
                break;
        }
    }

    private static void Elements(NodeScope scope)
    {
        var (data, indices) = (scope.Axes(0), scope.Axes(1));
        var addressed = NodeScope.Normalize(scope.Int("axis", 0), data.Length);
        for (var axis = 0; axis < data.Length; axis++)
        {
            if (axis != addressed && data[axis].Size == indices[axis].Size)
            {
                scope.Unify(data[axis], indices[axis]);
                continue;
            }

            scope.Pin(data[axis], Reason);
            scope.Pin(indices[axis], Reason);
        }

        var scatters = scope.Node.OpType == "ScatterElements";
        for (var axis = 0; scatters && axis < data.Length; axis++)
            scope.Unify(scope.Axes(2)[axis], indices[axis]);
        scope.SetOutput(0, scatters ? data : indices);
    }

    /// <summary>indices [.., k] address the first k axes of data; updates [.., the other axes].</summary>
    private static void ScatterSlices(NodeScope scope)
    {
        var (data, indices, updates) = (scope.Axes(0), scope.Axes(1), scope.Axes(2));
        var addressed = (int)indices[^1].Size;
        foreach (var dim in data[..addressed].Concat(indices))
            scope.Pin(dim, Reason);
        for (var i = 0; i < updates.Length; i++)
            scope.Unify(updates[i], i < indices.Length - 1 ? indices[i] : data[addressed + i - indices.Length + 1]);
        scope.SetOutput(0, data);
    }

    private static void Largest(NodeScope scope)
    {
        var x = scope.Axes(0);
        var axis = NodeScope.Normalize(scope.Int("axis", -1), x.Length);
        scope.Pin(x[axis], "its elements are compared");
        for (var output = 0; output < scope.Node.Output.Count; output++)
        {
            if (scope.Node.Output[output].Length == 0)
                continue;
            var taken = x.ToArray();
            taken[axis] = scope.FreshOutput(output)[axis];
            scope.Pin(taken[axis], "its elements are compared");
            scope.SetOutput(output, taken);
        }
    }

    private static void OneHot(NodeScope scope)
    {
        var indices = scope.Axes(0);
        var axis = NodeScope.Normalize(scope.Int("axis", -1), indices.Length + 1);
        var depth = scope.FreshOutput(0)[axis];
        scope.Pin(depth, Reason);
        scope.SetOutput(0, [.. indices[..axis], depth, .. indices[axis..]]);
    }
}
