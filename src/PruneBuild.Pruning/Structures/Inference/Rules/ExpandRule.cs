namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Expand and Tile: a size-one axis becomes a free one; the numbers that state sizes follow.</summary>
internal sealed class ExpandRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Expand", "Tile", "ConstantOfShape"];

    public void Apply(NodeScope scope)
    {
        switch (scope.Node.OpType)
        {
            case "Expand":
                Expand(scope);
                break;
            case "Tile":
                Tile(scope);
                break;
            default:
                Fill(scope);
                break;
        }
    }

    private static void Expand(NodeScope scope)
    {
        var x = scope.Axes(0);
        var output = scope.FreshOutput(0);
        var stated = scope.Fact(1)?.Integers;
        var terms = scope.Terms(1);
        for (var fromEnd = 1; fromEnd <= output.Length; fromEnd++)
        {
            var axis = output.Length - fromEnd;
            if (fromEnd <= x.Length && x[^fromEnd].Size == output[axis].Size)
                output[axis] = x[^fromEnd];
            var element = (stated?.Count ?? 0) - fromEnd;
            if (element >= 0 && stated![element] != 1)
                State(scope, terms?[element], output[axis]);
        }

        scope.SetOutput(0, output);
    }

    private static void Tile(NodeScope scope)
    {
        var x = scope.Axes(0);
        var repeats = scope.Fact(1)?.Integers ?? throw new RuleMissesException("the repeats are computed from data");
        var terms = scope.Terms(1);
        var output = new Dim[x.Length];
        for (var axis = 0; axis < x.Length; axis++)
        {
            output[axis] = x[axis];
            if (repeats[axis] == 1)
                continue;
            var outer = new Dim(repeats[axis]);
            State(scope, terms?[axis], outer);
            output[axis] = Dim.Product([outer, x[axis]]);
        }

        scope.SetOutput(0, output);
    }

    private static void Fill(NodeScope scope)
    {
        var output = scope.FreshOutput(0);
        if (scope.Terms(0) is { } terms)
        {
            for (var axis = 0; axis < output.Length; axis++)
                State(scope, terms[axis], output[axis]);
        }
        else
        {
            foreach (var dim in output)
                scope.Pin(dim, "its size is stated in a way that cannot be followed");
        }

        scope.SetOutput(0, output);
        if (output.Length <= 1 && scope.OutputFact(0)?.Integers is { } values)
            scope.SetTerms(0, [.. values.Select(value => new LiteralTerm(value))]);
    }

    private static void State(NodeScope scope, IntTerm? term, Dim dim)
    {
        if (term is null)
            scope.Pin(dim, "its size is stated in a way that cannot be followed");
        else
            scope.Oblige(scope.Node.OpType == "ConstantOfShape" ? 0 : 1, term, dim);
    }
}
