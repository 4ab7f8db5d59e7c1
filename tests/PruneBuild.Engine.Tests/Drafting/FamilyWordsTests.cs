using PruneBuild.Engine.Drafting;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class FamilyWordsTests
{
    [TestMethod]
    public void AttentionMakesATransformerWithoutHeadsThatCanBeCut()
    {
        var sketch = ModelSketch.Of(
            Scores().Node("MatMul", ["p", "v"], ["y"]).Output("y", ElementType.Float, "batch", 5, 8).Build()).Value!;
        Assert.IsFalse(sketch.Structure.Groups.Any(group => group.Kind == StructureKind.Heads));
        Assert.AreEqual(("transformer", 1), (sketch.Family, sketch.Layers));
    }

    [TestMethod]
    public void ASoftmaxWithAProductOnOneSideIsNone()
    {
        var sketch = ModelSketch.Of(Scores().Output("p", ElementType.Float, "batch", 5, 5).Build()).Value!;
        Assert.AreEqual(("perceptron", 3), (sketch.Family, sketch.Layers));
    }

    [TestMethod]
    public void NodesInBodiesAndQuantizedOnesCount()
    {
        var body = new ModelBuilder()
            .Weight("w", 1, 2, 1, 1, 1).Node("Conv", ["x", "w"], ["a"]).Node("Relu", ["a"], ["h"]).Output("h").BuildGraph();
        var other = new ModelBuilder().Node("Concat", ["x", "x"], ["twice"], ("axis", 1)).Output("twice").BuildGraph();
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 1, 4, 4).Input("flag", ElementType.Bool, 1)
            .Node("If", ["flag"], ["c"], ("then_branch", body), ("else_branch", other))
            .Node("DynamicQuantizeLinear", ["c"], ["q", "s", "z"])
            .Initializer("v", new Tensor(ElementType.UInt8, [1, 2, 1, 1], new byte[] { 1, 2 }))
            .Node("ConvInteger", ["q", "v"], ["y"]).Output("y", ElementType.Int32, "batch", 1, 4, 4).Build();

        var sketch = ModelSketch.Of(model).Value!;

        Assert.AreEqual(("convolutional network", 2), (sketch.Family, sketch.Layers));
    }

    [TestMethod]
    public void ADecoderThatAnIfHoldsTwiceIsATransformer()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 5, 8).Input("flag", ElementType.Bool, 1).Weight("wk", 2, 8, 8)
            .Node("If", ["flag"], ["y"], ("then_branch", Attention("then")), ("else_branch", Attention("else")))
            .Output("y", ElementType.Float, "batch", 5, 8).Build();

        Assert.AreEqual(1, AttentionBlocks.Count(model.Graph));
        Assert.AreEqual("transformer", FamilyWords.Of(model, ModelSketch.Of(model).Value!.Structure));

        static GraphProto Attention(string name) => new ModelBuilder()
            .Node("MatMul", ["x", "wk"], [$"{name}_k"]).Node("Transpose", [$"{name}_k"], [$"{name}_t"], ("perm", new long[] { 0, 2, 1 }))
            .Node("MatMul", ["x", $"{name}_t"], [$"{name}_s"]).Node("Softmax", [$"{name}_s"], [$"{name}_p"])
            .Node("MatMul", [$"{name}_p", "x"], [$"{name}_y"]).Output($"{name}_y").BuildGraph();
    }

    private static ModelBuilder Scores() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 5, 8)
        .Weight("wq", 1, 8, 8)
        .Weight("wk", 2, 8, 8)
        .Weight("wv", 3, 8, 8)
        .Scalar("scale", 0.35f)
        .Node("MatMul", ["x", "wq"], ["q"])
        .Node("MatMul", ["x", "wk"], ["k"])
        .Node("MatMul", ["x", "wv"], ["v"])
        .Node("Transpose", ["k"], ["kt"], ("perm", new long[] { 0, 2, 1 }))
        .Node("MatMul", ["q", "kt"], ["s"])
        .Node("Mul", ["s", "scale"], ["scaled"])
        .Node("Softmax", ["scaled"], ["p"], ("axis", -1));
}
