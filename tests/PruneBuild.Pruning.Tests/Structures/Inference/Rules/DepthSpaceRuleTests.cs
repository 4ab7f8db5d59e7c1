using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class DepthSpaceRuleTests
{
    [TestMethod]
    [DataRow("DCR")]
    [DataRow("CRD")]
    public void ChannelsLeaveWithTheirBlocks(string mode)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 4)
            .Weight("deep", 1, 12, 3, 1, 1).Weight("last", 2, 2, 3, 1, 1)
            .Node("Conv", ["x", "deep"], ["a"]).Node("DepthToSpace", ["a"], ["b"], ("blocksize", 2), ("mode", mode))
            .Node("Conv", ["b", "last"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual(3, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    [TestMethod]
    [DataRow("SpaceToDepth", 3)]
    [DataRow("DepthToSpace", 4)]
    public void FeaturesThatBecomeChannelsStay(string op, int channels)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", channels, 4, 6).Weight("w", 1, 6, 8)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Relu", ["a"], ["b"]).Node(op, ["b"], ["y"], ("blocksize", 2))
            .Output("y").Build();

        Assert.IsEmpty(Inferred.Of(model).Groups);
    }

    [TestMethod]
    public void SpaceToDepthIsItsInverse()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 4)
            .Weight("first", 1, 5, 3, 1, 1).Weight("last", 2, 2, 20, 1, 1)
            .Node("Conv", ["x", "first"], ["a"]).Node("SpaceToDepth", ["a"], ["b"], ("blocksize", 2))
            .Node("Conv", ["b", "last"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual(5, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }
}
