namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>ConvTranspose: x [N, C, …], W [C, M/g, k…], b [M].</summary>
internal sealed class ConvTransposeRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["ConvTranspose"];

    public void Apply(NodeScope scope)
    {
        var (x, w) = (scope.Axes(0), scope.Axes(1));
        var group = scope.Int("group", 1);
        var output = scope.FreshOutput(0);
        output[0] = x[0];
        scope.PinSpatial(x, output);
        foreach (var kernel in w[2..])
            scope.Pin(kernel, "it is a kernel extent");
        scope.Unify(x[1], w[0]);
        if (group == 1)
        {
            output[1] = w[1];
        }
        else
        {
            var groups = new Dim(group);
            scope.ObligeAttribute("group", 0, group, groups);
            scope.UnifyProducts([x[1]], [groups, new Dim(x[1].Size / group)]);
            scope.UnifyProducts([output[1]], [groups, w[1]]);
        }

        if (scope.HasInput(2))
            scope.Unify(scope.Axes(2)[0], output[1]);
        scope.Contract(0, 1, x[1], ConsumerKind.Other);
        scope.MarkChannels(w[1].Size > 1 || group == 1 ? [x[1], output[1]] : []);
        scope.SetOutput(0, output);
        scope.Work([x[0], .. x[2..], .. w]);
    }
}
