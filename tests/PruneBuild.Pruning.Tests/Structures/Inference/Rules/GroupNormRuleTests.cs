using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class GroupNormRuleTests
{
    [TestMethod]
    public void GroupsGoWholeAsTheOperatorHasThem()
    {
        var inferred = Inferred.Of(Between(opset: 21, builder => builder
            .Weight("scale", 3, 12).Weight("bias", 4, 12)
            .Node("GroupNormalization", ["a", "scale", "bias"], ["n"], ("num_groups", 4))));

        Assert.AreEqual((4, 3), (inferred.Structure.Groups.Single().Units, inferred.Structure.Groups[0].UnitWidth));
        inferred.Prove();
    }

    [TestMethod]
    public void GroupsGoWholeAsExportersWriteThem()
    {
        var inferred = Inferred.Of(Between(opset: 17, builder => builder
            .Initializer("ones", Tensor.Of([1f, 1, 1, 1])).Initializer("zeros", Tensor.Of(new float[4])).Weight("scale", 3, 12, 1, 1)
            .Integers("split", 0, 4, -1)
            .Node("Reshape", ["a", "split"], ["r"]).Node("InstanceNormalization", ["r", "ones", "zeros"], ["i"])
            .Node("Shape", ["a"], ["shape"]).Node("Reshape", ["i", "shape"], ["j"]).Node("Mul", ["j", "scale"], ["n"])));

        Assert.AreEqual((4, 3), (inferred.Structure.Groups.Single().Units, inferred.Structure.Groups[0].UnitWidth));
        inferred.Prove();
    }

    private static OnnxModel Between(int opset, Func<ModelBuilder, ModelBuilder> norm) => norm(new ModelBuilder(opset)
            .Input("x", ElementType.Float, "batch", 3, 4, 4).Weight("in", 1, 12, 3, 1, 1).Weight("out", 2, 2, 12, 1, 1)
            .Node("Conv", ["x", "in"], ["a"]))
        .Node("Conv", ["n", "out"], ["y"]).Output("y").Build();
}
