using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class SliceRuleTests
{
    [TestMethod]
    public void ASliceThatCutsABlockOfAShuffleLeavesTheOtherBlocksFree()
    {
        // 12 channels shuffled in 3 × 4 and sliced after 6: the second block of four is cut in the middle.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 2, 2).Weight("in", 1, 12, 3, 1, 1).Weight("head", 2, 2, 6, 1, 1)
            .Weight("tail", 3, 2, 6, 1, 1)
            .Integers("split", 0, 4, 3, 2, 2).Integers("merge", 0, 12, 2, 2)
            .Integers("zero", 0).Integers("six", 6).Integers("twelve", 12).Integers("axis", 1)
            .Node("Conv", ["x", "in"], ["a"])
            .Node("Reshape", ["a", "split"], ["b"]).Node("Transpose", ["b"], ["c"], ("perm", new long[] { 0, 2, 1, 3, 4 }))
            .Node("Reshape", ["c", "merge"], ["d"])
            .Node("Slice", ["d", "zero", "six", "axis"], ["h"]).Node("Slice", ["d", "six", "twelve", "axis"], ["t"])
            .Node("Conv", ["h", "head"], ["y"]).Node("Conv", ["t", "tail"], ["z"]).Output("y").Output("z").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEquivalent(new[] { 2, 2 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void HalvesThatTheGraphComputesStayEqual()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("in", 1, 6, 8).Weight("out", 2, 4, 2)
            .Scalar("one", 1L).Scalar("two", 2L).Integers("zero", 0).Integers("axis", 1).Integers("axis0", 0).Integers("end", int.MaxValue)
            .Node("MatMul", ["x", "in"], ["a"]).Node("Shape", ["a"], ["s"]).Node("Gather", ["s", "one"], ["n"])
            .Node("Div", ["n", "two"], ["half"]).Node("Unsqueeze", ["half", "axis0"], ["h"])
            .Node("Slice", ["a", "zero", "h", "axis"], ["left"]).Node("Slice", ["a", "h", "end", "axis"], ["right"])
            .Node("Sigmoid", ["left"], ["gate"]).Node("Mul", ["gate", "right"], ["g"])
            .Node("MatMul", ["g", "out"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual(4, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }
}
