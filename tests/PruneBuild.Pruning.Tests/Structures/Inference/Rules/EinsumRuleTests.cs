using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class EinsumRuleTests
{
    [TestMethod]
    public void ALetterThatTheResultLacksIsSummedOver()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("in", 1, 6, 5).Weight("out", 2, 5, 3)
            .Node("MatMul", ["x", "in"], ["h"])
            .Node("Einsum", ["h", "out"], ["y"], ("equation", "bi,io->bo")).Output("y").Build());

        Assert.AreEqual(5, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    [TestMethod]
    public void AttentionInFourEquationsHasHeadsAndWidths()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence", 12)
            .Weight("q.weight", 1, 12, 3, 4).Weight("k.weight", 2, 12, 3, 4).Weight("v.weight", 3, 12, 3, 5).Weight("o.weight", 4, 3, 5, 7)
            .Node("Einsum", ["x", "q.weight"], ["q"], ("equation", "bsc,chd->bshd"))
            .Node("Einsum", ["x", "k.weight"], ["k"], ("equation", "bsc,chd->bshd"))
            .Node("Einsum", ["x", "v.weight"], ["v"], ("equation", "btc,chd->bthd"))
            .Node("Einsum", ["q", "k"], ["scores"], ("equation", "bshd,bthd->bhst")).Node("Softmax", ["scores"], ["p"], ("axis", -1))
            .Node("Einsum", ["p", "v"], ["c"], ("equation", "bhst,bthd->bshd"))
            .Node("Einsum", ["c", "o.weight"], ["y"], ("equation", "bshd,hdo->bso")).Output("y").Build());

        CollectionAssert.AreEquivalent(
            new[] { (StructureKind.Heads, 3), (StructureKind.HeadWidth, 4), (StructureKind.HeadWidth, 5) },
            inferred.Structure.Groups.Select(group => (group.Kind, group.Units)).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void ADiagonalIsRefused()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("in", 1, 6, 25).Integers("shape", -1, 5, 5)
            .Node("MatMul", ["x", "in"], ["h"]).Node("Reshape", ["h", "shape"], ["i"])
            .Node("Einsum", ["i"], ["y"], ("equation", "bii->b")).Output("y").Build());

        Assert.HasCount(0, inferred.Structure.Groups);
    }
}
