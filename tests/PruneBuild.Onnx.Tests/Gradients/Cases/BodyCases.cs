using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients.Cases;

/// <summary>Operators with bodies; what a body captures comes after the node's inputs.</summary>
internal static class BodyCases
{
    public static GradientCase[] All { get; } =
    [
        Branches(true),
        Branches(false),
        new("Loop", [Count(3), True, [2, 3], [2, 3], [3, 3]]) { Outputs = 3, Captured = 1, Bodies = Loop },
        new("Loop", [Count(4), CaseInput.None, [2, 3], [2, 3], [3, 3]])
        {
            Note = "stacks alone", Outputs = 3, Ignored = [0, 1], Captured = 1, Bodies = Loop,
        },
        new("Scan", [[2, 3], [4, 2, 3], [3, 3]], ("num_scan_inputs", 1)) { Outputs = 2, Captured = 1, Bodies = Scan },
        new(
            "Scan", [[2, 3], [2, 4, 3], [3, 3]], ("num_scan_inputs", 1), ("scan_input_axes", new long[] { 1 }),
            ("scan_input_directions", new long[] { 1 }), ("scan_output_axes", new long[] { -1 }),
            ("scan_output_directions", new long[] { 1 }))
        {
            Note = "other axes, backwards", Outputs = 2, Captured = 1, Bodies = Scan,
        },
        new("Scan", [[2, 3], [4, 2, 3], [3, 3]], ("num_scan_inputs", 1))
        {
            Note = "an If inside", Outputs = 2, Captured = 1, Bodies = ScanOfBranches,
        },
    ];

    private static CaseInput True => CaseInput.Constant(Tensor.Scalar(ElementType.Bool, (byte)1));

    private static CaseInput Count(long steps) => CaseInput.Constant(Tensor.Scalar(ElementType.Int64, steps));

    /// <summary>The condition, then what both branches read: x·w or x∘x, and w∘x or w.</summary>
    private static GradientCase Branches(bool condition) =>
        new("If", [CaseInput.Constant(Tensor.Scalar(ElementType.Bool, (byte)(condition ? 1 : 0))), [2, 3], [3, 3], [1, 3]])
        {
            Note = condition ? "then" : "else",
            Outputs = 2,
            Captured = 3,
            Bodies = _ =>
            [
                ("then_branch", new ModelBuilder().Node("MatMul", ["x1", "x2"], ["a"]).Node("Mul", ["x1", "x3"], ["b"])
                    .Output("a").Output("b").BuildGraph()),
                ("else_branch", new ModelBuilder().Node("Mul", ["x1", "x1"], ["c"]).Node("Identity", ["x3"], ["d"])
                    .Output("c").Output("d").BuildGraph()),
            ],
        };

    /// <summary>a' = tanh(a·w + b), b' = b·step as floats + a, stack of a∘b.</summary>
    private static (string, GraphProto)[] Loop(ElementType type) =>
    [
        ("body", new ModelBuilder().Input("step", ElementType.Int64).Input("on", ElementType.Bool)
            .Input("a", type, 2, 3).Input("b", type, 2, 3)
            .Node("Identity", ["on"], ["go"]).Node("MatMul", ["a", "x4"], ["aw"]).Node("Add", ["aw", "b"], ["sum"])
            .Node("Tanh", ["sum"], ["a_next"])
            .Node("Cast", ["step"], ["number"], ("to", (int)type)).Node("Mul", ["b", "number"], ["scaled"])
            .Node("Add", ["scaled", "a"], ["b_next"])
            .Node("Mul", ["a", "b"], ["product"])
            .Output("go", ElementType.Bool).Output("a_next", type, 2, 3).Output("b_next", type, 2, 3)
            .Output("product", type, 2, 3).BuildGraph()),
    ];

    /// <summary>h' = tanh(h·w) + x, stack of h'∘x.</summary>
    private static (string, GraphProto)[] Scan(ElementType type) =>
    [
        ("body", new ModelBuilder().Input("h", type, 2, 3).Input("slice", type, 2, 3)
            .Node("MatMul", ["h", "x2"], ["hw"]).Node("Tanh", ["hw"], ["act"]).Node("Add", ["act", "slice"], ["h_next"])
            .Node("Mul", ["h_next", "slice"], ["made"]).Output("h_next", type, 2, 3).Output("made", type, 2, 3).BuildGraph()),
    ];

    /// <summary>h' = h·w where the slice's sum is positive, else h∘x; stack of h'.</summary>
    private static (string, GraphProto)[] ScanOfBranches(ElementType type) =>
    [
        ("body", new ModelBuilder().Input("h", type, 2, 3).Input("slice", type, 2, 3)
            .Node("ReduceSum", ["slice"], ["sum"], ("keepdims", 0)).Node("Sub", ["sum", "sum"], ["zero"])
            .Node("Greater", ["sum", "zero"], ["positive"])
            .Node(
                "If", ["positive"], ["h_next"],
                ("then_branch", new ModelBuilder().Node("MatMul", ["h", "x2"], ["p"]).Output("p").BuildGraph()),
                ("else_branch", new ModelBuilder().Node("Mul", ["h", "slice"], ["q"]).Output("q").BuildGraph()))
            .Node("Identity", ["h_next"], ["made"]).Output("h_next", type, 2, 3).Output("made", type, 2, 3).BuildGraph()),
    ];
}
