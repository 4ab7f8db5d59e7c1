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
            outputs["y0"].ToFloats().Chunk(3).Zip(outputs["y1"].ToFloats().Chunk(3), (one, other) => one.Concat(other)).SelectMany(row => row).ToArray(),
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
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4, 5).Node("Neg", ["x"], ["y0"]).Node("Abs", ["x"], ["y1"]).Output("y0").Output("y1").Build();

        Assert.AreEqual("y0", Of(model)!.Name);
    }

    [TestMethod]
    public void IntegersAreNoAnswer()
    {
        var model = new ModelBuilder().Input("x", ElementType.Int64, "batch", 5).Node("Abs", ["x"], ["y"]).Output("y").Build();

        Assert.IsNull(Of(model));
    }

    private static AnswerOutput? Of(OnnxModel model) => AnswerOutput.Of(model, TestModels.Must(SampleInputs.Probe(model, Device.Cpu)).Facts);

    private static OnnxModel Model(int columns, int more) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 5).Weight("w0", 1, 5, columns).Weight("w1", 2, 5, more)
        .Node("MatMul", ["x", "w0"], ["y0"]).Node("MatMul", ["x", "w1"], ["y1"]).Output("y0").Output("y1").Build();
}
