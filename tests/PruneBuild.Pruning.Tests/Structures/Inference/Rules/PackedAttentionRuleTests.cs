using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class PackedAttentionRuleTests
{
    [TestMethod]
    public void HeadsOfAFusedAttentionAreCutInAllThreePartsAndInTheAttribute()
    {
        var inferred = Inferred.Of(Attention());

        var heads = inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Heads);
        Assert.AreEqual(3, heads.Units);
        Assert.HasCount(3, heads.Slices.Where(slice => slice.Tensor == "qkv").ToArray());
        Assert.AreEqual("num_heads", inferred.Structure.AttributeSizes.Single().Attribute);
        inferred.Prove();
    }

    [TestMethod]
    public void AHeadsWidthSetsTheScaleAndIsRefused()
    {
        var refusal = Inferred.Of(Attention()).Structure.Refusals.Single(refusal => refusal.Size == 4 && refusal.Operator == "Attention");

        Assert.Contains("scale", refusal.Reason);
    }

    [TestMethod]
    public void ABiasForEachHeadFollows()
    {
        var inferred = Inferred.Of(Attention(withBias: true));

        Assert.Contains(
            slice => slice.Tensor == "relative", inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Heads).Slices);
        inferred.Prove();
    }

    [TestMethod]
    public void ValuesOfAnotherWidthAreStatedAndCut()
    {
        var inferred = Inferred.Of(new ModelBuilder().Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", "sequence", 6)
            .Weight("qkv", 1, 6, 12 + 12 + 15).Weight("bias", 2, 12 + 12 + 15).Weight("out", 3, 15, 2)
            .Node("com.microsoft:Attention", ["x", "qkv", "bias"], ["c"], ("num_heads", 3), ("qkv_hidden_sizes", new long[] { 12, 12, 15 }))
            .Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 3, 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    private static OnnxModel Attention(bool withBias = false)
    {
        var builder = new ModelBuilder().Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", 5, 6)
            .Weight("qkv", 1, 6, 36).Weight("bias", 2, 36).Weight("out", 3, 12, 2);
        string[] inputs = withBias ? ["x", "qkv", "bias", "", "", "relative"] : ["x", "qkv", "bias"];
        if (withBias)
            builder.Weight("relative", 4, 1, 3, 5, 5);
        return builder.Node("com.microsoft:Attention", inputs, ["c"], ("num_heads", 3))
            .Node("MatMul", ["c", "out"], ["y"]).Output("y").Build();
    }
}
