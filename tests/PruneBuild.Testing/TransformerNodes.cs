namespace PruneBuild.Testing;

/// <summary>The nodes that layers of transformers have in common. Their weights are the caller's, and so is what comes between.</summary>
public static class TransformerNodes
{
    /// <summary>Attention of a value to itself, up to <c>o</c>.</summary>
    /// <param name="builder">With <c>attention.{key,value,output}.weight</c>, <c>attention.output.bias</c>,
    /// and the shapes <c>split</c> (into heads) and <c>merge</c>.</param>
    /// <param name="x">The value, [batch, sequence, width].</param>
    /// <param name="queries">Its queries, before they are split into heads.</param>
    public static ModelBuilder SelfAttention(this ModelBuilder builder, string x, string queries) => builder
        .Node("Reshape", [queries, "split"], ["q2"]).Node("Transpose", ["q2"], ["q"], ("perm", new long[] { 0, 2, 1, 3 }))
        .Node("MatMul", [x, "attention.key.weight"], ["k0"])
        .Node("Reshape", ["k0", "split"], ["k2"]).Node("Transpose", ["k2"], ["k"], ("perm", new long[] { 0, 2, 3, 1 }))
        .Node("MatMul", [x, "attention.value.weight"], ["v0"])
        .Node("Reshape", ["v0", "split"], ["v2"]).Node("Transpose", ["v2"], ["v"], ("perm", new long[] { 0, 2, 1, 3 }))
        .Node("MatMul", ["q", "k"], ["scores"]).Node("Softmax", ["scores"], ["probabilities"], ("axis", -1))
        .Node("MatMul", ["probabilities", "v"], ["context0"])
        .Node("Transpose", ["context0"], ["context1"], ("perm", new long[] { 0, 2, 1, 3 }))
        .Node("Reshape", ["context1", "merge"], ["context"])
        .Node("MatMul", ["context", "attention.output.weight"], ["o0"]).Node("Add", ["o0", "attention.output.bias"], ["o"]);

    /// <summary>The neurons of a feed-forward layer, <c>f</c>.</summary>
    /// <param name="builder">With <c>ffn.up.weight</c> and <c>ffn.up.bias</c>.</param>
    /// <param name="x">What they read.</param>
    public static ModelBuilder Neurons(this ModelBuilder builder, string x) => builder
        .Node("MatMul", [x, "ffn.up.weight"], ["f0"]).Node("Add", ["f0", "ffn.up.bias"], ["f1"])
        .Node("Relu", ["f1"], ["f"]);
}
