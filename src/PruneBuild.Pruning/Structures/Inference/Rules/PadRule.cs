namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Pad with a constant: the axis is what is put before, the input's axis, and what is put after.</summary>
internal sealed class PadRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Pad"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        if (scope.HasInput(3))
            throw new RuleMissesException("it names axes");
        var attribute = scope.Ints("pads");
        var pads = attribute?.ToArray() ?? scope.Fact(1)?.Integers?.ToArray()
            ?? throw new RuleMissesException("the amounts are computed from data");
        var terms = attribute is null ? scope.Terms(1) : null;
        var constant = scope.Text("mode", "constant") == "constant";
        var output = new Dim[x.Length];
        for (var axis = 0; axis < x.Length; axis++)
        {
            output[axis] = x[axis];
            var (before, after) = (pads[axis], pads[axis + x.Length]);
            if (before == 0 && after == 0)
                continue;
            if (before < 0 || after < 0 || !constant)
            {
                output[axis] = new Dim(x[axis].Size + before + after);
                scope.Pin(x[axis], "padding repeats or crops it");
                scope.Pin(output[axis], "padding repeats or crops it");
                continue;
            }

            var (first, last) = (new Dim(before), new Dim(after));
            output[axis] = Dim.Sum([first, x[axis], last]);
            State(scope, attribute is not null, terms, axis, first);
            State(scope, attribute is not null, terms, axis + x.Length, last);
        }

        scope.SetOutput(0, output);
    }

    private static void State(NodeScope scope, bool inAttribute, IntTerm[]? terms, int element, Dim padding)
    {
        if (padding.Size == 0)
            return;
        if (inAttribute)
            scope.ObligeAttribute("pads", element, padding.Size, padding);
        else if (terms is not null)
            scope.Oblige(1, terms[element], padding);
        else
            scope.Pin(padding, "the amount of padding cannot be followed");
    }
}
