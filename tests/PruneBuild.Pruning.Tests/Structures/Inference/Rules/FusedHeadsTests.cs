using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class FusedHeadsTests
{
    [TestMethod]
    public void MultiHeadAttentionPassesHeadsAndTheWidthOfValues()
    {
        var inferred = Inferred.Of(Projected(new ModelBuilder().Domain("com.microsoft"), 12, 12, 15)
            .Weight("bias", 5, 12 + 12 + 15)
            .Node("com.microsoft:MultiHeadAttention", ["q", "k", "v", "bias"], ["c"], ("num_heads", 3))
            .Weight("out", 4, 15, 2).Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEquivalent(
            new[] { (StructureKind.Heads, 3), (StructureKind.Neurons, 5) },
            inferred.Structure.Groups
                .Select(group => (group.Kind == StructureKind.Heads ? group.Kind : StructureKind.Neurons, group.Units)).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void SharedKeysMakeTwoKindsOfHeads()
    {
        // Six query heads share two key/value heads; the width of eight suits the kernel.
        var inferred = Inferred.Of(Projected(new ModelBuilder().Domain("com.microsoft"), 48, 16, 16)
            .Initializer("lengths", Tensor.Of(ElementType.Int32, [4, 4, 4])).Initializer("total", Tensor.Scalar(ElementType.Int32, 5))
            .Node(
                "com.microsoft:GroupQueryAttention", ["q", "k", "v", "", "", "lengths", "total"], ["c", "keys", "values"],
                ("num_heads", 6), ("kv_num_heads", 2))
            .Weight("out", 4, 48, 2).Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEquivalent(
            new[] { (StructureKind.Heads, 2), (StructureKind.Heads, 3) },
            inferred.Structure.Groups.Select(group => (group.Kind, group.Units)).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void StandardAttentionSharesKeysAmongNeighbouringQueries()
    {
        var inferred = Inferred.Of(Projected(new ModelBuilder(opset: 23, irVersion: 10), 24, 8, 10)
            .Node("Attention", ["q", "k", "v"], ["c"], ("q_num_heads", 6), ("kv_num_heads", 2))
            .Weight("out", 4, 30, 2).Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 2, 3, 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void AMaskWithoutABatchHasAnEntryForEachHead()
    {
        var inferred = Inferred.Of(Projected(new ModelBuilder(opset: 23, irVersion: 10), 12, 12, 12).Weight("mask", 5, 3, 5, 5)
            .Node("Attention", ["q", "k", "v", "mask"], ["c"], ("q_num_heads", 3), ("kv_num_heads", 3))
            .Weight("out", 4, 12, 2).Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        var heads = inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Heads);
        Assert.Contains("mask", heads.Slices.Select(slice => slice.Tensor).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void SinksLeaveWithTheirHeads()
    {
        var inferred = Inferred.Of(Projected(new ModelBuilder().Domain("com.microsoft"), 48, 16, 16).Weight("sinks", 7, 6)
            .Initializer("lengths", Tensor.Of(ElementType.Int32, [4, 4, 4])).Initializer("total", Tensor.Scalar(ElementType.Int32, 5))
            .Node(
                "com.microsoft:GroupQueryAttention", ["q", "k", "v", "", "", "lengths", "total", "", "", "", "", "sinks"],
                ["c", "keys", "values"], ("num_heads", 6), ("kv_num_heads", 2))
            .Weight("out", 4, 48, 2).Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        foreach (var group in inferred.Structure.Groups)
            Assert.Contains("sinks", group.Slices.Select(slice => slice.Tensor).ToArray(), group.Id);
        inferred.Prove();
    }

    [TestMethod]
    [DataRow(true, 0)]
    [DataRow(false, 1)]
    public void ScoresThatMultiHeadAttentionPutsOutHaveAnEntryForEachHead(bool forCallers, int headGroups)
    {
        var inferred = Inferred.Of(WithScores(Projected(new ModelBuilder().Domain("com.microsoft"), 12, 12, 15)
            .Node("com.microsoft:MultiHeadAttention", ["q", "k", "v"], ["c", "", "", "scores"], ("num_heads", 3)).Weight("out", 4, 15, 2),
            forCallers, 3));

        Assert.AreEqual(headGroups, inferred.Structure.Groups.Count(group => group.Kind == StructureKind.Heads));
        inferred.Prove();
    }

    [TestMethod]
    [DataRow(true, 0)]
    [DataRow(false, 2)]
    public void ScoresThatGroupQueryAttentionPutsOutHaveAnEntryForEachHead(bool forCallers, int headGroups)
    {
        var inferred = Inferred.Of(WithScores(Projected(new ModelBuilder().Domain("com.microsoft"), 48, 16, 16)
            .Initializer("lengths", Tensor.Of(ElementType.Int32, [4, 4, 4])).Initializer("total", Tensor.Scalar(ElementType.Int32, 5))
            .Node(
                "com.microsoft:GroupQueryAttention", ["q", "k", "v", "", "", "lengths", "total"], ["c", "keys", "values", "scores"],
                ("num_heads", 6), ("kv_num_heads", 2), ("qk_output", 1))
            .Weight("out", 4, 48, 2), forCallers, 6));

        Assert.AreEqual(headGroups, inferred.Structure.Groups.Count(group => group.Kind == StructureKind.Heads));
        inferred.Prove();
    }

    /// <summary>Scores as an output of the graph, or mixed by a weight that has a row for each head.</summary>
    private static OnnxModel WithScores(ModelBuilder builder, bool forCallers, long heads)
    {
        builder = builder.Node("MatMul", ["c", "out"], ["y"]).Output("y");
        return forCallers
            ? builder.Output("scores", ElementType.Float, "batch", heads, 5, 5).Build()
            : builder.ValueInfoOf("scores", ElementType.Float, "batch", heads, 5, 5).Weight("mix", 10, heads, 2)
                .Node("Transpose", ["scores"], ["last"], ("perm", new long[] { 0, 2, 3, 1 }))
                .Node("MatMul", ["last", "mix"], ["z"]).Output("z").Build();
    }

    [TestMethod]
    public void RotaryEmbeddingsLetHeadsPass()
    {
        var inferred = Inferred.Of(Projected(new ModelBuilder().Domain("com.microsoft"), 12, 12, 12)
            .Initializer("positions", Tensor.Of([0, 1, 2, 3, 4L, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4], 3, 5))
            .Weight("cos", 8, 9, 2).Weight("sin", 9, 9, 2)
            .Node("com.microsoft:RotaryEmbedding", ["q", "positions", "cos", "sin"], ["r"], ("num_heads", 3))
            .Node("com.microsoft:MultiHeadAttention", ["r", "k", "v"], ["c"], ("num_heads", 3))
            .Weight("out", 4, 12, 2).Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        Assert.AreEqual(3, inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Heads).Units);
        inferred.Prove();
    }

    private static ModelBuilder Projected(ModelBuilder builder, long query, long key, long value) => builder
        .Input("x", ElementType.Float, "batch", 5, 6)
        .Weight("q.weight", 1, 6, query).Weight("k.weight", 2, 6, key).Weight("v.weight", 3, 6, value)
        .Node("MatMul", ["x", "q.weight"], ["q"]).Node("MatMul", ["x", "k.weight"], ["k"]).Node("MatMul", ["x", "v.weight"], ["v"]);
}
