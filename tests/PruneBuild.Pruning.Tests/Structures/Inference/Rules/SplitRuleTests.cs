using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class SplitRuleTests
{
    [TestMethod]
    public void AShapeThatIsSplitAndJoinedAgainFollowsACut()
    {
        // [batch, 3, 4] is merged to [batch, 12] by sizes that go through Split, Max and Mul.
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("in", 1, 6, 12).Weight("out", 2, 12, 2)
            .Integers("shape", -1, 3, 4).Integers("parts", 1, 1, 1).Integers("one", 1)
            .Node("MatMul", ["x", "in"], ["a"]).Node("Reshape", ["a", "shape"], ["b"]).Node("Relu", ["b"], ["c"])
            .Node("Shape", ["c"], ["size"]).Node("Split", ["size", "parts"], ["s0", "s1", "s2"])
            .Node("Max", ["s1", "one"], ["m"]).Node("Mul", ["m", "s2"], ["width"]).Node("Concat", ["s0", "width"], ["target"], ("axis", 0))
            .Node("Reshape", ["c", "target"], ["d"]).Node("MatMul", ["d", "out"], ["y"]).Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 3, 4 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }
}
