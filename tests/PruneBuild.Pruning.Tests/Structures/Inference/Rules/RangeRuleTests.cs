using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class RangeRuleTests
{
    [TestMethod]
    public void WhatAnIdentityMatrixIsMadeLikeKeepsItsSize()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, 5, 6).Weight("w", 1, 6, 8).Weight("v", 2, 8, 2)
            .Node("MatMul", ["x", "w"], ["a"]).Node("EyeLike", ["a"], ["eye"]).Node("Add", ["a", "eye"], ["b"])
            .Node("MatMul", ["b", "v"], ["y"])
            .Output("y").Build();

        Assert.IsEmpty(Inferred.Of(model).Groups);
    }
}
