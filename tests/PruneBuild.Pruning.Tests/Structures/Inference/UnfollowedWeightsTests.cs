using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference;

[TestClass]
public sealed class UnfollowedWeightsTests
{
    [TestMethod]
    public void WhatABranchThatDoesNotRunHoldsOrReadsIsRefusedAndTheRestIsCut()
    {
        var then = new ModelBuilder().Weight("inner", 7, 5, 5).Node("MatMul", ["h", "inner"], ["p"])
            .Output("p", ElementType.Float, "batch", 5).BuildGraph();
        // Fifteen numbers in rows of four: this branch does not run.
        var otherwise = new ModelBuilder().Node("MatMul", ["h", "outer"], ["m"]).Node("Reshape", ["m", "odd"], ["q"])
            .Output("q", ElementType.Float, "batch", 5).BuildGraph();
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("a", 1, 6, 7).Weight("b", 2, 7, 5).Weight("outer", 3, 5, 5)
            .Integers("odd", -1, 4).Weight("c", 4, 5, 2)
            .Initializer("condition", Tensor.Scalar<byte>(ElementType.Bool, 1))
            .Node("MatMul", ["x", "a"], ["g"]).Node("MatMul", ["g", "b"], ["h"])
            .Node("If", ["condition"], ["i"], ("then_branch", then), ("else_branch", otherwise))
            .Node("MatMul", ["i", "c"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEqual(new[] { 7 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        var refused = inferred.Structure.Refusals.Where(refusal => refusal.Operator == "If").Select(refusal => refusal.Where).ToArray();
        CollectionAssert.IsSubsetOf(new[] { "inner", "outer", "b" }, refused);
        inferred.Prove();
    }
}
