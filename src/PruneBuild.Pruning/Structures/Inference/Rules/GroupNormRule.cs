namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// GroupNormalization: x [N, C, …], C = groups · members; scale and bias [groups] before opset 21, [C] since.
/// Statistics belong to one group, so groups can go whole.
/// </summary>
internal sealed class GroupNormRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["GroupNormalization"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var count = scope.Int("num_groups", 1);
        var (groups, members) = (new Dim(count), new Dim(x[1].Size / count));
        scope.ObligeAttribute("num_groups", 0, count, groups);
        scope.UnifyProducts([x[1]], [groups, members]);
        foreach (var dim in x[2..].Append(members))
            scope.Pin(dim, "its statistics read the whole axis");
        for (var input = 1; input < scope.InputCount; input++)
        {
            var parameter = scope.Axes(input)[0];
            scope.Unify(parameter, parameter.Size == count ? groups : x[1]);
        }

        scope.SetOutput(0, x);
    }
}
