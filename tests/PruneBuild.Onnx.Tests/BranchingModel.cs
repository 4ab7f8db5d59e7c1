using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

/// <summary>An If whose bodies read values of the graph around it: h directly, w from a body inside a body.</summary>
internal static class BranchingModel
{
    public static OnnxModel Build() => new ModelBuilder()
        .Input("flag", ElementType.Bool)
        .Input("x", ElementType.Float, 3)
        .Weight("w", 1, 3)
        .Weight("spare", 2, 3)
        .Node("Abs", ["x"], ["h"])
        .Node("If", ["flag"], ["y"], ("then_branch", Then()), ("else_branch", Else()))
        .Output("y", ElementType.Float, 3)
        .Build();

    private static Proto.GraphProto Then() =>
        new ModelBuilder().Node("Neg", ["h"], ["t"]).Output("t", ElementType.Float, 3).BuildGraph();

    private static Proto.GraphProto Else() => new ModelBuilder()
        .Node("If", ["flag"], ["e"], ("then_branch", Inner("a")), ("else_branch", Inner("b")))
        .Output("e", ElementType.Float, 3)
        .BuildGraph();

    private static Proto.GraphProto Inner(string output) => new ModelBuilder()
        .Weight("local", 3, 3)
        .Node("Add", ["w", "local"], ["local_sum"])
        .Node("Neg", ["local_sum"], [output])
        .Output(output, ElementType.Float, 3)
        .BuildGraph();
}
