using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Benchmarks.Scale;

/// <summary>Models of many nodes and small weights: encoder layers with computed reshapes,
/// as the TorchScript exporter writes them.</summary>
internal static class ScaleModel
{
    private const int Heads = 4, HeadWidth = 4, Width = Heads * HeadWidth, Neurons = 24;

    /// <summary>A model of at least so many nodes: layers of one attention and as many gated branches as fill them.</summary>
    public static OnnxModel Build(int nodes, int layers)
    {
        var builder = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence", Width)
            .Weight("norm.weight", 1, Width).Weight("norm.bias", 2, Width)
            .Scalar("zero", 0L).Scalar("one", 1L).Integers("axis", 0).Integers("heads", Heads)
            .Integers("width", HeadWidth).Integers("all", -1);
        var (value, made) = ("x", 0);
        for (var layer = 0; layer < layers; layer++)
        {
            value = Attention(builder, value, $"layer.{layer}.attention", ref made);
            for (var branch = 0; branch == 0 || made < (layer + 1) * (long)nodes / layers; branch++)
                value = Gated(builder, value, $"layer.{layer}.branch.{branch}", ref made);
        }

        return builder.Node("Identity", [value], ["y"]).Output("y").Build();
    }

    private static string Attention(ModelBuilder builder, string x, string name, ref int made)
    {
        foreach (var (part, seed) in new[] { ("query", 1), ("key", 2), ("value", 3), ("output", 4) })
            builder.Weight($"{name}.{part}.weight", seed, Width, Width);
        var n = $"{name}.n";
        builder.Node("LayerNormalization", [x, "norm.weight", "norm.bias"], [n]);
        var (q, k, v) = (Project(builder, n, name, "query", [0, 2, 1, 3]), Project(builder, n, name, "key", [0, 2, 3, 1]),
            Project(builder, n, name, "value", [0, 2, 1, 3]));
        builder.Node("MatMul", [q, k], [$"{name}.scores"]).Node("Softmax", [$"{name}.scores"], [$"{name}.p"], ("axis", -1))
            .Node("MatMul", [$"{name}.p", v], [$"{name}.c0"])
            .Node("Transpose", [$"{name}.c0"], [$"{name}.c1"], ("perm", new long[] { 0, 2, 1, 3 }));
        Target(builder, n, $"{name}.merge", "all", null);
        builder.Node("Reshape", [$"{name}.c1", $"{name}.merge"], [$"{name}.c"])
            .Node("MatMul", [$"{name}.c", $"{name}.output.weight"], [$"{name}.o"])
            .Node("Add", [$"{name}.o", x], [$"{name}.y"]);
        made += 45;
        return $"{name}.y";
    }

    private static string Project(ModelBuilder builder, string x, string name, string part, long[] order)
    {
        var value = $"{name}.{part}";
        builder.Node("MatMul", [x, $"{value}.weight"], [$"{value}.0"]);
        Target(builder, x, $"{value}.shape", "heads", "width");
        builder.Node("Reshape", [$"{value}.0", $"{value}.shape"], [$"{value}.1"])
            .Node("Transpose", [$"{value}.1"], [value], ("perm", order));
        return value;
    }

    /// <summary>[batch, sequence, third, fourth] by Shape, Gather, Unsqueeze and Concat.</summary>
    private static void Target(ModelBuilder builder, string x, string name, string third, string? fourth)
    {
        foreach (var axis in new[] { "zero", "one" })
        {
            builder.Node("Shape", [x], [$"{name}.{axis}.s"]).Node("Gather", [$"{name}.{axis}.s", axis], [$"{name}.{axis}.g"])
                .Node("Unsqueeze", [$"{name}.{axis}.g", "axis"], [$"{name}.{axis}"]);
        }

        string[] parts = [$"{name}.zero", $"{name}.one", third];
        builder.Node("Concat", fourth is null ? parts : [.. parts, fourth], [name], ("axis", 0));
    }

    private static string Gated(ModelBuilder builder, string x, string name, ref int made)
    {
        builder.Weight($"{name}.up.weight", 1, Width, Neurons).Weight($"{name}.gate.weight", 2, Width, Neurons)
            .Weight($"{name}.down.weight", 3, Neurons, Width)
            .Weight($"{name}.up.bias", 4, Neurons).Weight($"{name}.down.bias", 5, Width)
            .Node("LayerNormalization", [x, "norm.weight", "norm.bias"], [$"{name}.n"])
            .Node("MatMul", [$"{name}.n", $"{name}.up.weight"], [$"{name}.u0"])
            .Node("Add", [$"{name}.u0", $"{name}.up.bias"], [$"{name}.u"])
            .Node("MatMul", [$"{name}.n", $"{name}.gate.weight"], [$"{name}.g0"]).Node("Sigmoid", [$"{name}.g0"], [$"{name}.g1"])
            .Node("Mul", [$"{name}.g0", $"{name}.g1"], [$"{name}.g"]).Node("Mul", [$"{name}.g", $"{name}.u"], [$"{name}.h"])
            .Node("MatMul", [$"{name}.h", $"{name}.down.weight"], [$"{name}.d0"])
            .Node("Add", [$"{name}.d0", $"{name}.down.bias"], [$"{name}.d"])
            .Node("Add", [$"{name}.d", x], [$"{name}.y"]);
        made += 10;
        return $"{name}.y";
    }
}
