using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class GatherRuleTests
{
    [TestMethod]
    [DataRow(4L, 5L)]
    [DataRow(-2L, -1L)]
    public void PickingPartsOfAPackedAxisLeavesTheRestPrunable(long key, long value)
    {
        // Six blocks of five: four of queries that are summed over, one of keys, one of values.
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 7)
            .Weight("packed", 1, 7, 30).Weight("out", 2, 5, 2).Weight("sum", 3, 4)
            .Integers("shape", -1, 6, 5).Integers("zero", 0).Integers("end", -2).Integers("one", 1)
            .Scalar("key", key).Scalar("value", value)
            .Node("MatMul", ["x", "packed"], ["p"]).Node("Reshape", ["p", "shape"], ["q"])
            .Node("Slice", ["q", "zero", "end", "one"], ["queries0"]).Node("Relu", ["queries0"], ["queries"])
            .Node("Gather", ["q", "key"], ["k"], ("axis", 1)).Node("Gather", ["q", "value"], ["v"], ("axis", 1))
            .Node("MatMul", ["sum", "queries"], ["a"]).Node("Mul", ["a", "k"], ["b"]).Node("Add", ["b", "v"], ["c"])
            .Node("MatMul", ["c", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 4, 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void AnAxisThatTheDataAddressesStays()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch").Weight("table", 1, 9, 5).Weight("out", 2, 5, 2)
            .Node("Gather", ["table", "ids"], ["e"]).Node("MatMul", ["e", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEqual(new[] { 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        Assert.AreEqual("Gather", inferred.Structure.Refusals.Single(refusal => refusal.Size == 9).Operator);
        inferred.Prove();
    }

    [TestMethod]
    public void GatherNdWithOneIndexPicksFromTheFirstAxis()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("packed", 1, 6, 15).Weight("out", 2, 5, 2).Integers("shape", -1, 3, 5)
            .Initializer("last", Tensor.Of([-1L], 1, 1))
            .Node("MatMul", ["x", "packed"], ["p"]).Node("Reshape", ["p", "shape"], ["q"])
            .Node("Transpose", ["q"], ["t"], ("perm", new long[] { 1, 0, 2 })).Node("GatherND", ["t", "last"], ["v"])
            .Node("MatMul", ["v", "out"], ["y"]).Output("y").Build());

        Assert.Contains(group => group.Kind == StructureKind.Neurons && group.Units == 5, inferred.Structure.Groups);
        inferred.Prove();
    }
}
