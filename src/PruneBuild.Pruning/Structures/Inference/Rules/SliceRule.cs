namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Slice: the axis is what lies before, the part taken, and what lies after. A step other than one pins.</summary>
internal sealed class SliceRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Slice"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        if (SliceTerms(scope))
            return;
        var output = x.ToArray();
        var taken = scope.FreshOutput(0);
        var old = scope.Opset < 10;
        var starts = Numbers(scope, old ? "starts" : null, 1);
        var ends = Numbers(scope, old ? "ends" : null, 2);
        var axes = old
            ? scope.Ints("axes")?.ToArray() ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)]
            : scope.HasInput(3) ? Integers(scope, 3) : [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = !old && scope.HasInput(4) ? Integers(scope, 4) : [.. starts.Select(_ => 1L)];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = NodeScope.Normalize(axes[i], x.Length);
            output[axis] = Cut(scope, x[axis], taken[axis], starts[i], ends[i], steps[i]);
        }

        scope.SetOutput(0, output);
    }

    private static Dim Cut(NodeScope scope, Dim axis, Dim taken, Bound start, Bound end, long step)
    {
        if (step != 1)
        {
            scope.Pin(axis, "a slice takes every n-th index of it");
            scope.Pin(taken, "it is a strided slice");
            return taken;
        }

        var first = Math.Clamp(start.Value < 0 ? start.Value + axis.Size : start.Value, 0, axis.Size);
        if (taken.Size == axis.Size)
            return axis;
        var (before, after) = (new Dim(first), new Dim(axis.Size - first - taken.Size));
        scope.Unify(axis, Dim.Sum([before, taken, after]));
        if (IsComputedFromSize(start) || IsComputedFromSize(end))
            UnifyEqualParts(scope, before, taken, after);
        State(scope, start, axis, before, first);
        State(scope, end, axis, Dim.Sum([before, taken]), first + taken.Size);
        return taken;
    }

    private static bool IsComputedFromSize(Bound bound) => bound.Term is { } term && term.Dims.Any();

    /// <summary>Bounds that the graph computes from sizes mean equal parts (halves of a head, chunks of channels):
    /// they must stay equal.</summary>
    private static void UnifyEqualParts(NodeScope scope, Dim before, Dim taken, Dim after)
    {
        if (before.Size == taken.Size)
            scope.Unify(before, taken);
        if (after.Size == taken.Size)
            scope.Unify(after, taken);
    }

    /// <summary>A bound that equals the axis's beginning or end needs no edit; others must follow the segments.</summary>
    private static void State(NodeScope scope, Bound bound, Dim axis, Dim prefix, long position)
    {
        if ((position == 0 && bound.Value <= 0) || (position == axis.Size && bound.Value >= axis.Size))
        {
            if (bound.Value == axis.Size && bound.Term is { } end)
                scope.Oblige(bound.Input, end, axis);
            return;
        }

        if (bound.Term is null)
        {
            if (bound.Attribute is { } attribute && bound.Value >= 0)
                scope.ObligeAttribute(attribute, bound.Element, bound.Value, prefix);
            else
                scope.Pin(axis, "a slice's bounds cannot be followed");
        }
        else if (bound.Value >= 0)
        {
            scope.Oblige(bound.Input, bound.Term, prefix);
        }
        else
        {
            // A bound counted from the back is axis − suffix: −k must stay minus the size of what follows.
            scope.Oblige(bound.Input, new BinaryTerm(TermOperator.Add, bound.Term, new SizeTerm(axis)), prefix);
        }
    }

    private sealed record Bound(long Value, IntTerm? Term, int Input, string? Attribute, int Element);

    private static Bound[] Numbers(NodeScope scope, string? attribute, int input)
    {
        if (attribute is not null)
            return [.. scope.Ints(attribute)!.Select((value, i) => new Bound(value, null, input, attribute, i))];
        var values = Integers(scope, input);
        var terms = scope.Terms(input);
        return [.. values.Select((value, i) => new Bound(value, terms?[i], input, null, i))];
    }

    private static long[] Integers(NodeScope scope, int input) =>
        scope.Fact(input)?.Integers?.ToArray() ?? throw new RuleMissesException("its bounds are computed from data");

    /// <summary>A slice of shape arithmetic picks terms.</summary>
    private static bool SliceTerms(NodeScope scope)
    {
        if (scope.Terms(0) is not { } terms || scope.OutputFact(0)?.Integers is null)
            return false;
        var old = scope.Opset < 10;
        var starts = old ? [.. scope.Ints("starts")!] : Integers(scope, 1);
        var axes = old ? scope.Ints("axes")?.ToArray() : scope.HasInput(3) ? Integers(scope, 3) : null;
        var steps = !old && scope.HasInput(4) ? Integers(scope, 4) : null;
        var (shape, taken) = (scope.Fact(0)!.Shape, scope.OutputFact(0)!.Shape);
        var (from, by) = (new long[shape.Count], Enumerable.Repeat(1L, shape.Count).ToArray());
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = NodeScope.Normalize(axes?[i] ?? i, shape.Count);
            by[axis] = steps?[i] ?? 1;
            var start = starts[i] < 0 ? starts[i] + shape[axis] : starts[i];
            from[axis] = Math.Clamp(start, 0, shape[axis] - (by[axis] < 0 ? 1 : 0));
        }

        scope.SetOutput(0, scope.FreshOutput(0));
        scope.SetTerms(0, TermLayout.Pick(terms, shape, taken, index => [.. index.Select((i, axis) => from[axis] + (i * by[axis]))]));
        return true;
    }
}
