using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class ConvRuleTests
{
    [TestMethod]
    public void ADepthwiseConvolutionPassesChannelsAndCountsThemInItsGroup()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 6, 6)
            .Weight("up", 1, 8, 3, 1, 1).Weight("depth", 2, 8, 1, 3, 3).Weight("down", 3, 4, 8, 1, 1)
            .Node("Conv", ["x", "up"], ["a"]).Node("Conv", ["a", "depth"], ["b"], ("group", 8)).Node("Conv", ["b", "down"], ["y"])
            .Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual((StructureKind.Channels, 8), (inferred.Structure.Groups.Single().Kind, inferred.Structure.Groups[0].Units));
        Assert.HasCount(1, inferred.Structure.AttributeSizes);
        inferred.Prove();
    }

    [TestMethod]
    public void GroupsOfAConvolutionGoWholeAndTheirChannelsTogether()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 6, 6)
            .Weight("up", 1, 12, 3, 1, 1).Weight("grouped", 2, 8, 3, 3, 3).Weight("down", 3, 5, 8, 1, 1)
            .Node("Conv", ["x", "up"], ["a"]).Node("Conv", ["a", "grouped"], ["b"], ("group", 4)).Node("Conv", ["b", "down"], ["y"])
            .Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEquivalent(new[] { 4, 3, 2 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void AFusedConvolutionAddsWhatHasItsOutputsWidth()
    {
        var model = new ModelBuilder().Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", 3, 6, 6)
            .Weight("stem", 1, 4, 3, 1, 1).Weight("in", 2, 5, 4, 1, 1).Weight("out", 3, 4, 5, 1, 1).Weight("bias", 4, 4)
            .Weight("last", 5, 2, 4, 1, 1)
            .Node("Conv", ["x", "stem"], ["a"])
            .Node("com.microsoft::FusedConv", ["a", "in"], ["b"], ("activation", "Relu"))
            .Node("com.microsoft::FusedConv", ["b", "out", "bias", "a"], ["c"], ("activation", "Relu"))
            .Node("Conv", ["c", "last"], ["y"]).Output("y").Build();

        var inferred = Inferred.AsItIs(model);

        var found = inferred.Structure.Groups.ToDictionary(group => group.Kind, group => group.Units);
        Assert.AreEqual(5, found[StructureKind.Channels]);
        Assert.AreEqual(4, found[StructureKind.Width]);
        inferred.Prove();
        // What an activation or a sum is fused with cannot be fit to the node's output.
        var kinds = inferred.Structure.Groups.SelectMany(group => group.Consumers).DistinctBy(consumer => consumer.Node)
            .ToDictionary(c => c.Node, c => c.Kind);
        Assert.AreEqual((ConsumerKind.Other, ConsumerKind.Other, ConsumerKind.Convolution), (kinds["b"], kinds["c"], kinds["y"]));
    }

    [TestMethod]
    public void AQuantizedConvolutionLosesScalesAndBiasesWithItsChannels()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.UInt8, "batch", 3, 6, 6)
            .Scalar("s", 0.5f).Initializer("z", Tensor.Scalar<byte>(ElementType.UInt8, 9))
            .Initializer("w1", Bytes(1, 5, 3, 3, 3)).Initializer("s1", Tensor.Of([0.01f, 0.02f, 0.03f, 0.04f, 0.05f]))
            .Initializer("z1", new Tensor(ElementType.Int8, [5], new byte[5]))
            .Initializer("b1", Tensor.Of(ElementType.Int32, [100, 200, -50, 0, 7]))
            .Initializer("w2", Bytes(2, 2, 5, 1, 1)).Scalar("s2", 0.01f).Initializer("z2", Tensor.Scalar<sbyte>(ElementType.Int8, 0))
            .Node("QLinearConv", ["x", "s", "z", "w1", "s1", "z1", "s", "z", "b1"], ["h"])
            .Node("QLinearConv", ["h", "s", "z", "w2", "s2", "z2", "s", "z"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEquivalent(
            new[] { "w1", "s1", "z1", "b1", "w2" }, inferred.Structure.Groups.Single().Slices.Select(slice => slice.Tensor).ToArray());
        inferred.Prove();
    }

    private static Tensor Bytes(int seed, params long[] shape)
    {
        var bytes = new byte[shape.Aggregate(1L, (product, size) => product * size)];
        new Random(seed).NextBytes(bytes);
        return new Tensor(ElementType.Int8, ValueList.Create<long>(shape), bytes);
    }
}
