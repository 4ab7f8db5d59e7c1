using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class AnswerOutputTests
{
    [TestMethod]
    public void OutputsOfAsManyScoresAreOneAnswer()
    {
        var model = Model(3, 3);
        var answer = Of(model)!;

        CollectionAssert.AreEqual(new[] { "y0", "y1" }, answer.Parts.ToArray());
        using var session = TestModels.Open(answer.On(model));
        var outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 10), 2, 5) });
        CollectionAssert.AreEqual(new long[] { 2, 2, 3 }, outputs[answer.Name].Shape.ToArray());
        CollectionAssert.AreEqual(
            outputs["y0"].ToFloats().Chunk(3).Zip(outputs["y1"].ToFloats().Chunk(3), (one, other) => one.Concat(other))
                .SelectMany(row => row).ToArray(),
            outputs[answer.Name].ToFloats());
        Assert.AreEqual("y0", answer.First().Name);
        Assert.AreSame(model, answer.First().On(model));
    }

    [TestMethod]
    [DataRow(3, 4)]
    [DataRow(1, 1)]
    public void OthersAreNot(int columns, int more)
    {
        var model = Model(columns, more);

        var answer = Of(model)!;

        Assert.AreEqual("y0", answer.Name);
        Assert.AreSame(model, answer.On(model));
    }

    [TestMethod]
    public void FeaturesOfPositionsAreNoScoresSideBySide()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4, 5).Node("Neg", ["x"], ["y0"]).Node("Abs", ["x"], ["y1"])
            .Output("y0").Output("y1").Build();

        Assert.AreEqual("y0", Of(model)!.Name);
    }

    /// <summary>The softmax of the value is what the model answers.</summary>
    [TestMethod]
    [DataRow(11, null)]
    [DataRow(13, null)]
    [DataRow(13, 1)]
    [DataRow(13, -1)]
    public void SharesAreTakenBackToLogits(int opset, int? axis)
    {
        var model = new ModelBuilder(opset).Input("x", ElementType.Float, "batch", 5).Weight("w", 1, 5, 3).Node("MatMul", ["x", "w"], ["z"])
            .Node("Softmax", ["z"], ["y"], axis is { } stated ? [("axis", stated)] : []).Output("y", ElementType.Float, "batch", 3).Build();
        var answer = Of(model)!;

        Assert.IsTrue(answer.AreShares && answer.AreScores);
        using var session = TestModels.Open(answer.On(model));
        var outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 10), 2, 5) });
        Close.AreClose([.. outputs["y"].ToFloats().Select(share => MathF.Log(share))], outputs[answer.Name].ToFloats(), 1e-5);
    }

    [TestMethod]
    public void ASoftmaxOverAnotherAxisIsNone()
    {
        var model = new ModelBuilder(13).Input("x", ElementType.Float, "batch", 5)
            .Node("Softmax", ["x"], ["y"], ("axis", 0)).Output("y").Build();

        Assert.IsFalse(Of(model)!.AreShares);
    }

    [TestMethod]
    [DataRow("head", true)]
    [DataRow("norm", false)]
    [DataRow("sum", false)]
    [DataRow("bound", true)]
    [DataRow("pooler", false)]
    [DataRow("logarithms", true)]
    public void ScoresComeOutOfALinearLayerAndFeaturesDoNot(string end, bool scores)
    {
        var builder = new ModelBuilder(17).Input("x", ElementType.Float, "batch", 4, 5).Weight("w", 1, 5, 5).Weight("b", 2, 5)
            .Node("MatMul", ["x", "w"], ["h"]).Node("Add", ["b", "h"], ["z"]);
        builder = end switch
        {
            "head" => builder.Node("Identity", ["z"], ["y"]),
            "norm" => builder.Node("LayerNormalization", ["z", "b", "b"], ["y"]),
            "bound" => builder.Constant("c", Tensor.Of([30f], 1)).Node("Div", ["z", "c"], ["d"]).Node("Tanh", ["d"], ["t"])
                .Node("Mul", ["t", "c"], ["y"]),
            "pooler" => builder.Node("Tanh", ["z"], ["y"]),
            "logarithms" => builder.Node("LogSoftmax", ["z"], ["y"]),
            _ => builder.Node("Add", ["x", "z"], ["y"]),
        };

        Assert.AreEqual(scores, Of(builder.Output("y", ElementType.Float, "batch", 4, 5).Build())!.AreScores);
    }

    [TestMethod]
    public void IntegersAreNoAnswer()
    {
        var model = new ModelBuilder().Input("x", ElementType.Int64, "batch", 5).Node("Abs", ["x"], ["y"]).Output("y").Build();

        Assert.IsNull(Of(model));
    }

    private static AnswerOutput? Of(OnnxModel model) =>
        AnswerOutput.Of(model, TestModels.Must(SampleInputs.Probe(model, Device.Cpu)).Facts);

    private static OnnxModel Model(int columns, int more) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 5).Weight("w0", 1, 5, columns).Weight("w1", 2, 5, more)
        .Node("MatMul", ["x", "w0"], ["y0"]).Node("MatMul", ["x", "w1"], ["y1"]).Output("y0").Output("y1").Build();
}
