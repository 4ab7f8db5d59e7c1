using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class MaskGradientCollectorTests
{
    private const int Units = 4;

    [TestMethod]
    public void TheFisherInformationOfManyDrawnAnswersIsThatOfTheModelsOwnDistribution()
    {
        // One record, asked often: the mean square must approach Σ_c p_c (∂ log p_c/∂m)².
        var model = Model(classes: 3);
        var record = Tensor.Of(SeededValues.Floats(3, 5), 1, 5);
        var batches = Enumerable.Range(0, 400).Select(_ => Batch(record)).ToList();

        var gradients = Collect(model, batches);

        var measured = Enumerable.Range(0, Units).Select(unit => Enumerable.Range(0, 400).Average(batch => Math.Pow(gradients[batch, unit], 2)));
        Close.AreClose([.. Enumerable.Range(0, Units).Select(unit => Fisher(model, record.ToFloats(), unit))], [.. measured], 0.02);
    }

    [TestMethod]
    public void AQuantityIsMovedUpAndDown()
    {
        var model = Model(classes: 1);

        var gradients = Collect(model, [Batch(Tensor.Of(SeededValues.Floats(3, 5), 1, 5)), Batch(Tensor.Of(SeededValues.Floats(4, 5), 1, 5))]);

        // ∂y/∂m_u = h_u·w_u, with the sign of the half that the target lies beside.
        var expected = Hidden(model, SeededValues.Floats(3, 5)).Zip(Weights(model, "w2"), (h, w) => -h * w);
        Close.AreClose([.. expected], [.. Enumerable.Range(0, Units).Select(unit => (float)gradients[0, unit])], 1e-4);
    }

    private static OnnxModel Model(int classes) => new ModelBuilder(opset: 13)
        .Input("x", ElementType.Float, "batch", 5)
        .Weight("w1", 2, 5, Units).Weight("w2", 4, Units, classes)
        .Node("MatMul", ["x", "w1"], ["a"]).Node("Tanh", ["a"], ["h"]).Node("MatMul", ["h", "w2"], ["y"])
        .Output("y", ElementType.Float, "batch", classes).Build();

    private static Batch Batch(Tensor x) => new(new Dictionary<string, Tensor> { ["x"] = x }, [0]);

    private static Numerics.Matrices.Matrix Collect(OnnxModel model, List<Batch> batches)
    {
        var facts = Probe.Run(model, batches[0].Inputs, Device.Cpu).Value!;
        var request = new MaskGradientRequest(DimensionInference.Infer(model, facts).Groups.Single());
        var collected = ValueCollector.Collect(model, facts, [request], null, batches, Device.Cpu);
        Assert.IsTrue(collected.IsOk, string.Join("; ", collected.Diagnostics));
        return collected.Value[request];
    }

    private static float[] Weights(OnnxModel model, string name) => model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();

    private static float[] Hidden(OnnxModel model, float[] x)
    {
        var w = Weights(model, "w1");
        return [.. Enumerable.Range(0, Units).Select(unit => MathF.Tanh(Enumerable.Range(0, 5).Sum(i => x[i] * w[(i * Units) + unit])))];
    }

    private static double Fisher(OnnxModel model, float[] x, int unit)
    {
        var (h, w) = (Hidden(model, x), Weights(model, "w2"));
        var logits = Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, Units).Sum(u => (double)h[u] * w[(u * 3) + c])).ToArray();
        var p = logits.Select(logit => Math.Exp(logit) / logits.Sum(Math.Exp)).ToArray();
        var mean = Enumerable.Range(0, 3).Sum(c => p[c] * h[unit] * w[(unit * 3) + c]);
        return Enumerable.Range(0, 3).Sum(c => p[c] * Math.Pow((h[unit] * w[(unit * 3) + c]) - mean, 2));
    }
}
