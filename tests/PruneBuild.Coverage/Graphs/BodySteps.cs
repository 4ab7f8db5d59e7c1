using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Graphs;

/// <summary>Bodies that read what is around them.</summary>
internal static class BodySteps
{
    /// <summary>Both branches multiply the same value.</summary>
    public static void If(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (condition, outputs) = (sketch.Flag(), sketch.Size());
        sketch.Node("If", [condition], [.. x.Shape[..2], outputs], ("then_branch", Branch()), ("else_branch", Branch()));
        sketch.Read(x);

        Onnx.Proto.GraphProto Branch()
        {
            var result = sketch.Name();
            return new ModelBuilder().Node("MatMul", [x.Name, sketch.Weight(x.Last, outputs)], [result]).Output(result).BuildGraph();
        }
    }

    /// <summary>A value goes through the same matrix twice.</summary>
    public static void Loop(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (round, proceed, state, again, product, next) =
            (sketch.Name(), sketch.Name(), sketch.Name(), sketch.Name(), sketch.Name(), sketch.Name());
        var body = new ModelBuilder()
            .Input(round, ElementType.Int64).Input(proceed, ElementType.Bool).Input(state, ElementType.Float, "batch", "length", x.Last)
            .Node("Identity", [proceed], [again]).Node("MatMul", [state, sketch.Weight(x.Last, x.Last)], [product])
            .Node("Tanh", [product], [next])
            .Output(again).Output(next).BuildGraph();
        sketch.Node("Loop", [sketch.Scalar(2), sketch.Flag(), x.Name], x.Shape, ("body", body));
    }
}
