using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class WeightGradientsTests
{
    private const int Units = 4;

    [TestMethod]
    public void ImportanceOfWeightsIsThatOfTheirDerivatives()
    {
        // One record and a quantity: the loss is (y − t)² with t half above y, so that ∂L/∂w = −∂y/∂w.
        var model = Model();
        var (w1, w2, x) = (Weights(model, "w1"), Weights(model, "w2"), SeededValues.Floats(3, 5));
        var probe = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));
        var request = WeightImportanceRequest.At(DimensionInference.Infer(model, probe.Facts).Groups.Single(), model, seed: 0);
        Batch[] batches = [new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(x, 1, 5) }, [0])];

        var importance =
            TestModels.Must(StatisticsCollector.Collect(model, probe, [], [request], null, batches, Device.Cpu)).Values[request];

        for (var unit = 0; unit < Units; unit++)
        {
            var u = unit;
            var h = Math.Tanh(Enumerable.Range(0, 5).Sum(i => (double)x[i] * w1[(i * Units) + u]));
            var making = Enumerable.Range(0, 5).Select(i => -w1[(i * Units) + u] * x[i] * (1 - (h * h)) * w2[u]).ToArray();
            var reading = -w2[u] * h;
            Assert.AreEqual(Math.Abs(making.Sum()) + Math.Abs(reading), importance[0, unit], 1e-5);
            Assert.AreEqual(
                making.Append(reading).Sum(product => Math.Abs(product - (0.5 * product * product))), importance[1, unit], 1e-5);
            Assert.AreEqual(making.Append(reading).Sum(Math.Abs), importance[2, unit], 1e-5);
            Assert.AreEqual(making.Append(reading).Sum(product => 0.5 * product * product), importance[3, unit], 1e-5);
        }
    }

    [TestMethod]
    public void RecordsAreLookedAtOneByOne()
    {
        Batch[] batches = [.. Enumerable.Range(0, 3).Select(i => new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(i, 10), 2, 5), ["scale"] = Tensor.Of([1f]) },
            [2 * i, (2 * i) + 1], Tensor.Of([1f, 1, 1, 0], 2, 2)))];

        var records = WeightGradients.SingleRecords(batches, 3);

        CollectionAssert.AreEqual(new[] { 1, 3, 5 }, records.SelectMany(record => record.Records).ToArray());
        CollectionAssert.AreEqual(SeededValues.Floats(1, 10)[5..], records[1].Inputs["x"].ToFloats());
        CollectionAssert.AreEqual(new[] { 1f }, records[1].Inputs["scale"].ToFloats());
        CollectionAssert.AreEqual(new[] { 1f, 0 }, records[1].RowMask!.ToFloats(), "padding stays known");
        Assert.HasCount(6, WeightGradients.SingleRecords(batches, 64));
    }

    private static OnnxModel Model() => new ModelBuilder(opset: 13)
        .Input("x", ElementType.Float, "batch", 5)
        .Weight("w1", 2, 5, Units).Weight("w2", 4, Units, 1)
        .Node("MatMul", ["x", "w1"], ["a"]).Node("Tanh", ["a"], ["h"]).Node("MatMul", ["h", "w2"], ["y"])
        .Output("y", ElementType.Float, "batch", 1).Build();

    private static float[] Weights(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();
}
