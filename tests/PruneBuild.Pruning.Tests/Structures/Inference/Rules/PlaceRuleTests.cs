using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class PlaceRuleTests
{
    [TestMethod]
    public void TopKLeavesTheOtherAxesFree()
    {
        // [batch, 3, 5]: the largest two along the last axis; the axis of three is summed over later.
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("in", 1, 6, 15).Weight("sum", 2, 3)
            .Integers("shape", -1, 3, 5).Integers("k", 2)
            .Node("MatMul", ["x", "in"], ["a"]).Node("Reshape", ["a", "shape"], ["b"]).Node("TopK", ["b", "k"], ["values", "indices"])
            .Node("MatMul", ["sum", "values"], ["y"]).Output("y").Build());

        CollectionAssert.AreEqual(new[] { 3 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void ElementsGatheredAlongOneAxisPassTheOthers()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("in", 1, 6, 15).Weight("sum", 2, 3).Integers("shape", -1, 3, 5)
            .Node("MatMul", ["x", "in"], ["a"]).Node("Reshape", ["a", "shape"], ["b"]).Integers("k", 2)
            .Node("TopK", ["b", "k"], ["values", "indices"]).Node("GatherElements", ["b", "indices"], ["c"], ("axis", 2))
            .Node("MatMul", ["sum", "c"], ["y"]).Output("y").Build());

        CollectionAssert.AreEqual(new[] { 3 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }
}
