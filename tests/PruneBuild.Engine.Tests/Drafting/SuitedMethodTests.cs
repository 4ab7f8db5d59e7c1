using PruneBuild.Engine.Drafting;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class SuitedMethodTests
{
    [TestMethod]
    public void WeightsOfFloatsAreRefit()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("up", 1, 8, 16).Weight("down", 2, 16, 4)
            .Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "down"], ["y"])
            .Output("y", ElementType.Float, "batch", 4).Build();

        var suited = SuitedMethod.Of(ModelSketch.Of(model).Value!);

        Assert.AreEqual((SuitedMethod.Osscar, 1.0), (suited.Name, suited.Reach));
    }

    /// <summary>Nothing is measured of such a model, so no refit can be.</summary>
    [TestMethod]
    public void OfAnOldOperatorSetSeveralMethodsAreTriedAndWithWordsForAnswersNone()
    {
        var model = new ModelBuilder(opset: 7, irVersion: 3).Input("x", ElementType.Float, "batch", 8)
            .Weight("up", 1, 8, 16).Weight("down", 2, 16, 4)
            .Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "down"], ["y"])
            .Output("y", ElementType.Float, "batch", 4).Build();
        var sketch = ModelSketch.Of(model).Value!;

        Assert.AreEqual(SuitedMethod.Best, SuitedMethod.Of(sketch).Name);
        Assert.AreEqual("magnitude", SuitedMethod.Of(sketch with { Answer = AnswerKind.Words }).Name);
    }

    /// <summary>As a quantising exporter leaves them: nothing refits integers whose scale comes behind the product.</summary>
    [TestMethod]
    public void ForWeightsOfIntegersSeveralMethodsAreTried()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Scalar("scale", 0.01f)
            .Initializer("up", new Tensor(ElementType.Int8, [8, 16], new byte[128]))
            .Initializer("down", new Tensor(ElementType.Int8, [16, 4], new byte[64]))
            .Node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]).Node("MatMulInteger", ["xq", "up", "xz"], ["i"])
            .Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float)).Node("Mul", ["f", "scale"], ["h"]).Node("Relu", ["h"], ["r"])
            .Node("DynamicQuantizeLinear", ["r"], ["rq", "rs", "rz"]).Node("MatMulInteger", ["rq", "down", "rz"], ["j"])
            .Node("Cast", ["j"], ["y"], ("to", (int)ElementType.Float))
            .Output("y", ElementType.Float, "batch", 4).Build();

        Assert.AreEqual(SuitedMethod.Best, SuitedMethod.Of(ModelSketch.Of(model).Value!).Name);
    }
}
