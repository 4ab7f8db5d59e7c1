namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Reshape and Flatten: the product of all dimensions stays; both sides are refined to common factors.</summary>
internal sealed class ReshapeRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Reshape", "Flatten"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        if (scope.Node.OpType == "Flatten")
        {
            var axis = NodeScope.Normalize(scope.Int("axis", 1), x.Length);
            scope.SetOutput(0, [Dim.Product(x[..axis]), Dim.Product(x[axis..])]);
            return;
        }

        var output = scope.FreshOutput(0);
        scope.UnifyProducts(x, output);
        scope.SetOutput(0, output);
        StateTarget(scope, x, output);
        if (scope.Terms(0) is { } terms)
            scope.SetTerms(0, terms);
    }

    private static void StateTarget(NodeScope scope, Dim[] x, Dim[] output)
    {
        var target = scope.Terms(1);
        var zeroCopies = scope.Int("allowzero", 0) == 0;
        var stated = scope.Fact(1)?.Integers;
        for (var i = 0; i < output.Length; i++)
        {
            var value = stated is null ? long.MinValue : stated[i];
            if (value == -1)
                continue;
            if (value == 0 && zeroCopies)
                scope.Unify(output[i], x[i]);
            else if (target is not null)
                scope.Oblige(1, target[i], output[i]);
            else
                scope.Pin(output[i], "its size is stated in a way that cannot be followed");
        }
    }
}
