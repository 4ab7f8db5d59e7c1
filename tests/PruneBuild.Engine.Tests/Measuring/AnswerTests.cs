using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Tests.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class AnswerTests
{
    [TestMethod]
    public void ClassScoresAreARow() => Assert.AreEqual(new Answer("y", 3, false, null), Of(Linear("y", "batch", 3)));

    [TestMethod]
    public void ASoftmaxGivesShares()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Node("Softmax", ["x"], ["y"])
            .Output("y", ElementType.Float, "batch", 4).Build();
        Assert.AreEqual(new Answer("y", 4, true, null), Of(model));
        Assert.AreEqual(0.5f, Of(model).Threshold);
    }

    [TestMethod]
    public void SizesThatAreNotStatedAreFoundByRunning()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Weight("w", 1, 4, 7)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        Assert.AreEqual(7, Of(model).Columns);
    }

    [TestMethod]
    public void SizesThatAreNotStatedAreFoundWithDataWhereNothingMadeUpRuns()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", "wide").Integers("shape", -1, 9).Weight("w", 1, 9, 4)
            .Node("Reshape", ["x", "shape"], ["r"]).Node("Add", ["x", "r"], ["s"]).Node("MatMul", ["s", "w"], ["y"]).Output("y").Build();
        var batch = new Batch(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 18), 2, 9) }, [0, 1]);

        Assert.AreEqual("PB3008", Answer.Of(model, Device.Cpu).Diagnostics.Single().Code);
        Assert.AreEqual(4, Answer.Of(model, Device.Cpu, () => batch).Value!.Columns);
    }

    [TestMethod]
    public void ARowAtEachTokenPredictsTheNext()
    {
        var model = new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence").Weight("table", 1, 11, 11)
            .Node("Gather", ["table", "ids"], ["y"]).Output("y", ElementType.Float, "batch", "sequence", 11).Build();
        Assert.AreEqual(new Answer("y", 11, false, "ids"), Of(model));
    }

    [TestMethod]
    public void FeaturesOfEachTokenAreNoScores() =>
        Assert.AreEqual(new Answer("e", 8, false, null), Of(SmallModels.Tokens()) with { Output = "e" });

    [TestMethod]
    public void TokensBeyondTheColumnsAreNotScored()
    {
        var answer = new Answer("y", 5, false, "ids");
        Assert.AreEqual("ids", answer.On([Batch(4)]).TokenInput);
        Assert.IsNull(answer.On([Batch(4), Batch(5)]).TokenInput);

        static Batch Batch(long token) => new(new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([token, 0], 1, 2) }, [0]);
    }

    [TestMethod]
    public void ALengthOfTheInputIsNoNumberOfClasses()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", "sequence").Node("Neg", ["x"], ["y"])
            .Output("y", ElementType.Float, "batch", "sequence").Build();
        Assert.IsNull(Of(model).Columns);
    }

    [TestMethod]
    [DataRow(3, "end")]
    [DataRow(4, "")]
    public void AsManyScoresInAnotherOutputStandBeside(int columns, string expected)
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("w0", 1, 8, 3).Weight("w1", 2, 8, columns)
            .Node("MatMul", ["x", "w0"], ["start"]).Node("MatMul", ["x", "w1"], ["end"])
            .Output("start", ElementType.Float, "batch", 3).Output("end", ElementType.Float, "batch", columns).Build();

        Assert.AreEqual(expected, string.Join(' ', Of(model).Beside));
    }

    private static OnnxModel Linear(string output, params Dim[] dims) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 8).Weight("w", 1, 8, 3).Node("MatMul", ["x", "w"], [output])
        .Output(output, ElementType.Float, dims).Build();

    private static Answer Of(OnnxModel model)
    {
        var answer = Answer.Of(model, Device.Cpu);
        Assert.IsTrue(answer.IsOk, string.Join('\n', answer.Diagnostics));
        return answer.Value;
    }
}
