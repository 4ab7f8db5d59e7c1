using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients;

[TestClass]
public sealed class LossesTests
{
    private static readonly float[] logits = [0.3f, -1.1f, 0.8f, 2f, 0f, -1f];
    private static readonly float[] others = [0.1f, 0.2f, -0.3f, 1f, 1f, 0f];

    [TestMethod]
    [DataRow(LossReduction.Sum)]
    [DataRow(LossReduction.Mean)]
    public void CrossEntropyLeavesOutNegativeLabels(LossReduction reduction)
    {
        var model = CrossEntropyLoss.Add(Model(), "y", reduction);

        var loss = Run(model, (LossNames.Labels, Tensor.Of([2L, -100], 2)));

        Close.AreClose(-LogSoftmax(logits[..3])[2], loss, 1e-6);
    }

    [TestMethod]
    public void CrossEntropyIsSummedOrAveraged()
    {
        var expected = -LogSoftmax(logits[..3])[2] - LogSoftmax(logits[3..])[0];
        var labels = (LossNames.Labels, Tensor.Of([2L, 0], 2));

        Close.AreClose(expected, Run(CrossEntropyLoss.Add(Model(), "y", LossReduction.Sum), labels), 1e-6);
        Close.AreClose(expected / 2, Run(CrossEntropyLoss.Add(Model(), "y", LossReduction.Mean), labels), 1e-6);
    }

    [TestMethod]
    public void DivergenceIsScaledByTheSquaredTemperature()
    {
        const double temperature = 2;
        var (student, teacher) = (Tempered(logits), Tempered(others));
        var expected = 4 * Enumerable.Range(0, 6).Sum(i => Math.Exp(teacher[i]) * (teacher[i] - student[i]));

        var loss = Run(DivergenceLoss.Add(Model(), "y", temperature, LossReduction.Sum), (LossNames.Target("y"), Tensor.Of(others, 2, 3)));

        Close.AreClose(expected, loss, 1e-5);

        double[] Tempered(float[] values) =>
            [.. LogSoftmax([.. values[..3].Select(value => value / 2)]), .. LogSoftmax([.. values[3..].Select(value => value / 2)])];
    }

    [TestMethod]
    public void AtEqualityTheDivergenceHasNoGradientAndTheKnownCurvature()
    {
        // diag(p) − ppᵀ, p = softmax(z/2): the golden case of the specification.
        double[,] expected = { { 0.230297, -0.064226, -0.166071 }, { -0.064226, 0.146695, -0.082468 }, { -0.166071, -0.082468, 0.248539 } };
        var teacher = logits[..3];
        const float Step = 1e-2f;

        Close.AreClose([0, 0, 0], Gradient(teacher), 1e-6, floor: 1);
        for (var i = 0; i < 3; i++)
        {
            var (above, below) = (Gradient(Moved(i, Step)), Gradient(Moved(i, -Step)));
            for (var j = 0; j < 3; j++)
                Assert.AreEqual(expected[i, j], (above[j] - below[j]) / (2 * Step), 1e-4, $"{i}, {j}");
        }

        float[] Moved(int index, float by) => [.. teacher.Select((value, i) => i == index ? value + by : value)];

        double[] Gradient(float[] student)
        {
            var model = DivergenceLoss.Add(
                new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Node("Identity", ["x"], ["y"]).Output("y").Build(), "y",
                2, LossReduction.Mean);
            var inputs = new Dictionary<string, Tensor>
            {
                ["x"] = Tensor.Of(student, 1, 3), [LossNames.Target("y")] = Tensor.Of(teacher, 1, 3),
            };
            var extended = GradientGraph.Add(model, Probe.Run(model, inputs, Device.Cpu).Value!, LossNames.Loss, ["x"]);
            using var session = ModelSession.Open(extended.Value!, Device.Cpu).Value!;
            return [.. session.Run(inputs, [GradientGraph.OutputOf("x")])[GradientGraph.OutputOf("x")].ToFloats()
                .Select(value => (double)value)];
        }
    }

    [TestMethod]
    public void SquaredErrorsAreWeighted()
    {
        var model = SquaredErrorLoss.Add(Model(), [new MatchedFeature("y"), new MatchedFeature("h", 3)], LossReduction.Mean);

        var loss = Run(model, (LossNames.Target("y"), Tensor.Of(others, 2, 3)), (LossNames.Target("h"), Tensor.Of(logits, 2, 3)));

        var expected =
            logits.Zip(others, (a, b) => Math.Pow(a - b, 2)).Average() + (3 * logits.Average(value => Math.Pow(-value - value, 2)));
        Close.AreClose(expected, loss, 1e-6);
    }

    [TestMethod]
    public void WithoutALabelThatCountsThereIsNoLoss() =>
        Assert.AreEqual(0, Run(CrossEntropyLoss.Add(Model(), "y", LossReduction.Mean), (LossNames.Labels, Tensor.Of([-1L, -1], 2))));

    [TestMethod]
    public void AModelTakesOneLoss() => Assert.ThrowsExactly<ArgumentException>(() =>
        CrossEntropyLoss.Add(CrossEntropyLoss.Add(Model(), "y", LossReduction.Sum), "y", LossReduction.Sum));

    private static OnnxModel Model() => new ModelBuilder().Input("x", ElementType.Float, "batch", 3)
        .Node("Neg", ["x"], ["h"]).Node("Neg", ["h"], ["y"]).Output("y").Output("h").Build();

    private static double[] LogSoftmax(float[] values)
    {
        var sum = Math.Log(values.Sum(value => Math.Exp(value)));
        return [.. values.Select(value => value - sum)];
    }

    private static double Run(OnnxModel model, params (string Name, Tensor Value)[] inputs) =>
        Run(model, inputs.Append(("x", Tensor.Of(logits, 2, 3))).ToDictionary(pair => pair.Item1, pair => pair.Item2));

    private static double Run(OnnxModel model, Dictionary<string, Tensor> inputs)
    {
        var session = ModelSession.Open(model, Device.Cpu);
        Assert.IsTrue(session.IsOk, string.Join("; ", session.Diagnostics));
        using var open = session.Value;
        return open.Run(inputs, [LossNames.Loss])[LossNames.Loss].ToFloats()[0];
    }
}
