using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests;

/// <summary>Small models of the shapes that real ones have.</summary>
internal static class TinyModels
{
    /// <summary>x[batch, 6] → 10 → 8 → 3.</summary>
    public static OnnxModel Mlp() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6)
        .Weight("first.weight", 1, 10, 6).Weight("first.bias", 2, 10)
        .Weight("second.weight", 3, 8, 10).Weight("second.bias", 4, 8)
        .Weight("third.weight", 5, 3, 8)
        .Node("Gemm", ["x", "first.weight", "first.bias"], ["a"], ("transB", 1))
        .Node("Relu", ["a"], ["b"])
        .Node("Gemm", ["b", "second.weight", "second.bias"], ["c"], ("transB", 1))
        .Node("Tanh", ["c"], ["d"])
        .Node("Gemm", ["d", "third.weight"], ["y"], ("transB", 1))
        .Output("y").Build();

    /// <summary>One BERT layer, heads split by constant shapes: width = heads·headWidth, FFN of the given width.</summary>
    public static OnnxModel Encoder(int heads = 3, int headWidth = 4, int neurons = 10)
    {
        long width = heads * headWidth;
        return new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence", width)
            .Weight("attention.query.weight", 1, width, width).Weight("attention.query.bias", 2, width)
            .Weight("attention.key.weight", 3, width, width).Weight("attention.value.weight", 4, width, width)
            .Weight("attention.output.weight", 5, width, width).Weight("attention.output.bias", 6, width)
            .Weight("norm.weight", 7, width).Weight("norm.bias", 8, width)
            .Weight("ffn.up.weight", 9, width, neurons).Weight("ffn.up.bias", 10, neurons)
            .Weight("ffn.down.weight", 11, neurons, width).Weight("ffn.down.bias", 12, width)
            .Integers("split", 0, 0, heads, headWidth).Integers("merge", 0, 0, width)
            .Node("MatMul", ["x", "attention.query.weight"], ["q0"]).Node("Add", ["q0", "attention.query.bias"], ["q1"])
            .SelfAttention("x", queries: "q1")
            .Node("Add", ["o", "x"], ["r"])
            .Node("LayerNormalization", ["r", "norm.weight", "norm.bias"], ["n"])
            .Neurons("n")
            .Node("MatMul", ["f", "ffn.down.weight"], ["g0"]).Node("Add", ["g0", "ffn.down.bias"], ["g"])
            .Node("Add", ["g", "n"], ["y"])
            .Output("y").Build();
    }

    /// <summary>A residual block of convolutions with BatchNormalization: 3 → 4 → (5) → 4, pooled, flattened, 2 classes.</summary>
    public static OnnxModel ResidualConvolutions() => Norm(Norm(new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3, 6, 6), "stem", 4), "block.norm", 5)
        .Weight("stem.weight", 1, 4, 3, 3, 3).Weight("block.first.weight", 2, 5, 4, 3, 3).Weight("block.second.weight", 3, 4, 5, 3, 3)
        .Weight("block.second.bias", 4, 4).Weight("head.weight", 5, 2, 4).Integers("flat", 0, -1)
        .Node("Conv", ["x", "stem.weight"], ["a"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("BatchNormalization", ["a", "stem.gamma", "stem.beta", "stem.mean", "stem.variance"], ["b"])
        .Node("Relu", ["b"], ["c"])
        .Node("Conv", ["c", "block.first.weight"], ["d"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("BatchNormalization", ["d", "block.norm.gamma", "block.norm.beta", "block.norm.mean", "block.norm.variance"], ["e"])
        .Node("Relu", ["e"], ["f"])
        .Node("Conv", ["f", "block.second.weight", "block.second.bias"], ["g"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Add", ["g", "c"], ["h"])
        .Node("GlobalAveragePool", ["h"], ["i"]).Node("Reshape", ["i", "flat"], ["j"])
        .Node("Gemm", ["j", "head.weight"], ["y"], ("transB", 1))
        .Output("y").Build();

    private static ModelBuilder Norm(ModelBuilder builder, string name, int channels) => builder
        .Weight($"{name}.gamma", 21, channels).Weight($"{name}.beta", 22, channels).Weight($"{name}.mean", 23, channels)
        .Initializer($"{name}.variance", Tensor.Of([.. Enumerable.Range(1, channels).Select(i => i / 2f)]));
}
