using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.SliceGpt;

[TestClass]
public sealed class RotatableFormTests
{
    [TestMethod]
    public void PositionsAreWhatNormalisationsRead()
    {
        var (form, obstacle) = Of(Block(norm => norm));

        Assert.IsNull(obstacle);
        Assert.AreEqual("x, r", string.Join(", ", form!.Positions));
        Assert.IsTrue(form.Centres);
        Assert.IsFalse(form.Model.Graph.Node.Any(node => node.OpType == "LayerNormalization"));
        Assert.AreEqual(1, form.Model.Graph.Node.Count(node => node.Output[0] == "x_carried"));
    }

    [TestMethod]
    public void ANormalisedValueInASumIsNamed()
    {
        var (form, obstacle) = Of(Block(builder => builder.Node("Add", ["n", "r"], ["extra"]).Output("extra")));

        Assert.IsNull(form);
        Assert.AreEqual("extra", obstacle!.Node);
        StringAssert.Contains(obstacle.Reason, "normalisation");
    }

    [TestMethod]
    public void PartsOfANormalisationAreFoundPastCasts()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("table", 1, 9, 8).Weight("head", 2, 8, 9).Weight("gain", 3, 8).Scalar("two", 2f).Scalar("epsilon", 1e-5f)
            .Node("Gather", ["table", "ids"], ["x"])
            .Node("Pow", ["x", "two"], ["a"]).Node("ReduceMean", ["a"], ["b"], ("axes", new long[] { -1 }))
            .Node("Add", ["b", "epsilon"], ["c"])
            .Node("Sqrt", ["c"], ["d"]).Node("Reciprocal", ["d"], ["e"]).Node("Mul", ["x", "e"], ["f"])
            .Node("Cast", ["f"], ["g"], ("to", 1)).Node("Mul", ["gain", "g"], ["n"])
            .Node("MatMul", ["n", "head"], ["y"]).Output("y").Build();

        var (form, obstacle) = Of(model);

        Assert.IsNull(obstacle);
        Assert.AreEqual("x", string.Join(", ", form!.Positions));
        Assert.IsFalse(form.Centres);
    }

    [TestMethod]
    public void AReaderWithoutANormalisationIsNamed()
    {
        var (form, obstacle) = Of(Block(builder => builder.Node("Relu", ["r"], ["extra"]).Output("extra")));

        Assert.IsNull(form);
        Assert.AreEqual("extra", obstacle!.Node);
        StringAssert.Contains(obstacle.Reason, "Relu reads the stream without a normalisation");
    }

    [TestMethod]
    public void AVectorThatScalesTheBranchIsNamed()
    {
        var (form, obstacle) = Of(Block(builder => builder, scaled: true));

        Assert.IsNull(form);
        StringAssert.Contains(obstacle!.Reason, "what Mul adds to the stream");
    }

    [TestMethod]
    public void TheStreamAsAnOutputIsNamed()
    {
        var (form, obstacle) = Of(Block(builder => builder.Output("r")));

        Assert.IsNull(form);
        StringAssert.Contains(obstacle!.Reason, "output of the graph");
    }

    private static (RotatableForm? Form, StreamObstacle? Obstacle) Of(OnnxModel model) =>
        RotatableForm.Of(model, SampleInputs.Probe(model, Device.Cpu).Value!.Facts);

    /// <summary>r = x + W₂·relu(W₁·norm(x)), y = V·norm(r).</summary>
    private static OnnxModel Block(Func<ModelBuilder, ModelBuilder> more, bool scaled = false) => more(new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("table", 1, 9, 8).Weight("up", 2, 8, 6).Weight("down", 3, 6, 8).Weight("head", 4, 8, 9)
        .Weight("gain", 5, 8).Weight("shift", 6, 8).Initializer("scale", Tensor.Of(SeededValues.Floats(7, 8), scaled ? [8L] : [2L, 4L]))
        .Node("Gather", ["table", "ids"], ["x"])
        .Node("LayerNormalization", ["x", "gain", "shift"], ["n"])
        .Node("MatMul", ["n", "up"], ["a0"]).Node("Relu", ["a0"], ["a"])
        .Node("MatMul", ["a", "down"], [scaled ? "b0" : "b"])
        .Node(scaled ? "Mul" : "Shape", scaled ? ["b0", "scale"] : ["scale"], [scaled ? "b" : "unused"])
        .Node("Add", ["x", "b"], ["r"])
        .Node("LayerNormalization", ["r", "gain", "shift"], ["z"])
        .Node("MatMul", ["z", "head"], ["y"])
        .Output("y")).Build();
}
