using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Steps;

[TestClass]
public sealed class MatchTargetTests
{
    [TestMethod]
    public void ALayerBeforeAResidualAdditionIsMatchedBehindIt()
    {
        var model = TinyModels.Encoder();

        var attention = Find(model, "o0");
        var feedForward = Find(model, "g0");

        Assert.AreEqual("r minus x", $"{attention.Teacher} minus {attention.Residual}");
        Assert.AreEqual("y minus n", $"{feedForward.Teacher} minus {feedForward.Residual}");
        Assert.IsNull(attention.Scale);
        Close.AreClose(Constant(model, "attention.output.bias"), Floats(attention.Shift), 1e-7);
    }

    [TestMethod]
    public void ALayerWithoutResidualIsMatchedAtItsOwnOutput()
    {
        var model = TinyModels.Mlp();

        var target = Find(model, "c");

        Assert.AreEqual("c", target.Teacher);
        Assert.IsNull(target.Residual);
        Close.AreClose(Constant(model, "second.bias"), Floats(target.Shift), 1e-7);
    }

    [TestMethod]
    public void BatchNormalizationOnTheWayIsUndone()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 2, 3, 3).Weight("w", 1, 2, 2, 1, 1)
            .Initializer("b", Tensor.Of([1f, 2])).Initializer("gamma", Tensor.Of([3f, 4])).Initializer("beta", Tensor.Of([5f, 6]))
            .Initializer("mean", Tensor.Of([7f, 8])).Initializer("variance", Tensor.Of([9f, 16]))
            .Node("Relu", ["x"], ["f"]).Node("Conv", ["f", "w", "b"], ["c"])
            .Node("BatchNormalization", ["c", "gamma", "beta", "mean", "variance"], ["d"], ("epsilon", 0f)).Node("Add", ["d", "x"], ["y"])
            .Output("y").Build();

        var target = MatchTarget.Find(
            model, new GraphIndex(model.Graph),
            new Consumer("c", 0, "f", 1, AxisPattern.Whole(2), ConsumerKind.Convolution, "w", true, 2, 1));

        // y = (conv + b − mean)·gamma/√variance + beta + x.
        Assert.AreEqual("y minus x", $"{target.Teacher} minus {target.Residual}");
        Close.AreClose([1, 1], target.Scale, 1e-12);
        Close.AreClose([5 + ((1 - 7) * 1.0), 6 + ((2 - 8) * 1.0)], target.Shift, 1e-12);
        Assert.IsTrue(target.ChannelAxisOne);
    }

    [TestMethod]
    public void TheAlphaOfAGemmIsUndone()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 4).Initializer("b", Tensor.Of([1f, 2, 3, 4]))
            .Node("Relu", ["x"], ["f"]).Node("Gemm", ["f", "w", "b"], ["z"], ("alpha", 0.25f), ("beta", 2f)).Node("Add", ["z", "x"], ["y"])
            .Output("y").Build();

        var target = Find(model, "z");

        Assert.AreEqual("y minus x", $"{target.Teacher} minus {target.Residual}");
        Close.AreClose([0.25, 0.25, 0.25, 0.25], target.Scale, 1e-12);
        Close.AreClose([2, 4, 6, 8], target.Shift, 1e-12);
    }

    [TestMethod]
    [DataRow("scalar", "3 3 3 3")]
    [DataRow("one", "3 3 3 3")]
    [DataRow("row", "1 2 3 4")]
    [DataRow("identity", "1 2 3 4")]
    [DataRow("integers", "1 2 3 4")]
    public void ABiasIsReadHoweverItIsStored(string kind, string expected)
    {
        var builder = new ModelBuilder(17).Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 4).Node("Relu", ["x"], ["f"]);
        builder = kind switch
        {
            "scalar" => builder.Initializer("b", Tensor.Of([3f])),
            "one" => builder.Initializer("b", Tensor.Of([3f], 1, 1)),
            "row" => builder.Initializer("b", Tensor.Of([1f, 2, 3, 4], 1, 4)),
            "identity" => builder.Initializer("b0", Tensor.Of([1f, 2, 3, 4])).Node("Identity", ["b0"], ["b"]),
            _ => builder.Initializer("b0", Tensor.Of<int>(ElementType.Int32, [2, 4, 6, 8])).Scalar("s", 0.5f)
                .Node("DequantizeLinear", ["b0", "s"], ["b"]),
        };
        var model = builder.Node("Gemm", ["f", "w", "b"], ["z"]).Node("Add", ["z", "x"], ["y"]).Output("y").Build();

        var target = Find(model, "z");

        Assert.AreEqual("y minus x", $"{target.Teacher} minus {target.Residual}");
        Assert.AreEqual(expected, string.Join(' ', target.Shift));
    }

    /// <summary>A bias that is another for each row, or computed, is subtracted as it is.</summary>
    [TestMethod]
    [DataRow("rows")]
    [DataRow("computed")]
    public void ABiasThatIsNoNumberForEachOutputIsLeftOutAsAValue(string kind)
    {
        var builder = new ModelBuilder(17).Input("x", ElementType.Float, 4, 4).Weight("w", 1, 4, 4).Node("Relu", ["x"], ["f"]);
        builder = kind == "rows" ? builder.Initializer("b", Tensor.Of([1f, 2, 3, 4], 4, 1)) : builder.Node("Neg", ["x"], ["b"]);
        var model = builder.Node("Gemm", ["f", "w", "b"], ["z"]).Node("Add", ["z", "x"], ["y"]).Output("y").Build();

        var target = Find(model, "z");

        Assert.AreEqual("z minus b", $"{target.Teacher} minus {target.Residual}");
        Assert.AreEqual("0 0 0 0", string.Join(' ', target.Shift));
    }

    /// <summary>[4] added to [n, 4, 4, 4] goes along columns, [4, 1, 1] along channels.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AConstantIsFollowedAlongTheOutputsOnly(bool channels)
    {
        long[] shape = channels ? [4, 1, 1] : [4];
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4, 4, 4).Weight("w", 1, 4, 4, 1, 1)
            .Initializer("b", Tensor.Of([1f, 2, 3, 4], shape))
            .Node("Relu", ["x"], ["f"]).Node("Conv", ["f", "w"], ["c"]).Node("Add", ["c", "b"], ["d"])
            .Node("Add", ["d", "x"], ["y"]).Output("y").Build();

        var target = MatchTarget.Find(
            model, new GraphIndex(model.Graph),
            new Consumer("c", 0, "f", 1, AxisPattern.Whole(4), ConsumerKind.Convolution, "w", true, 4, 1));

        Assert.AreEqual(channels ? "y" : "c", target.Teacher);
        Assert.AreEqual(channels ? "1 2 3 4" : "0 0 0 0", string.Join(' ', target.Shift));
    }

    [TestMethod]
    public void ASummandThatIsComputedFromTheLayerIsNoResidual()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 4)
            .Node("Relu", ["x"], ["f"]).Node("MatMul", ["f", "w"], ["z"]).Node("Tanh", ["z"], ["t"]).Node("Add", ["z", "t"], ["y"])
            .Output("y").Build();

        Assert.AreEqual("z", Find(model, "z").Teacher);
    }

    private static MatchTarget Find(OnnxModel model, string node)
    {
        var consumer = Inferred.Of(model).Structure.Groups.SelectMany(group => group.Consumers)
            .FirstOrDefault(consumer => consumer.Node == node)
            ?? new Consumer(node, 0, "f", 1, AxisPattern.Whole(4), ConsumerKind.Linear, "w", false, 4, 1);
        return MatchTarget.Find(model, new GraphIndex(model.Graph), consumer);
    }

    private static float[] Constant(OnnxModel model, string name) => model.Read(new GraphIndex(model.Graph).Constant(name)!).ToFloats();

    private static float[] Floats(double[] values) => Array.ConvertAll(values, value => (float)value);
}
