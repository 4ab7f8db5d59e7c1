using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class AxisOrderRuleTests
{
    [TestMethod]
    public void ASqueezeThatNamesItsAxisLetsChannelsPass() => Squeezed(("axes", new long[] { 2, 3 })).Prove();

    [TestMethod]
    public void ASqueezeThatDropsWhateverIsOneKeepsEverythingElse() => Assert.IsEmpty(Squeezed().Groups);

    private static Inferred Squeezed(params (string, object)[] attributes)
    {
        var inferred = Inferred.Of(new ModelBuilder(opset: 11)
            .Input("x", ElementType.Float, 4, 3, 5, 5).Weight("k", 1, 6, 3, 1, 1).Weight("v", 2, 6, 2)
            .Node("Conv", ["x", "k"], ["a"]).Node("GlobalAveragePool", ["a"], ["b"]).Node("Squeeze", ["b"], ["c"], attributes)
            .Node("MatMul", ["c", "v"], ["y"])
            .Output("y").Build());
        Assert.HasCount(attributes.Length, inferred.Groups);
        return inferred;
    }
}
