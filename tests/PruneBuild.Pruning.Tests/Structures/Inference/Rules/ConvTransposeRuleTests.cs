using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class ConvTransposeRuleTests
{
    [TestMethod]
    public void FeaturesThatAKernelSpreadsStay()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 6).Weight("w", 1, 6, 8).Weight("k", 2, 3, 2, 2, 2)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("ConvTranspose", ["b", "k"], ["y"], ("strides", new long[] { 2, 2 }))
            .Output("y").Build();

        Assert.IsEmpty(Inferred.Of(model).Groups);
    }
}
