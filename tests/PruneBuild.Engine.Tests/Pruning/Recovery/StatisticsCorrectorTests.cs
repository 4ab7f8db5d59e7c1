using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class StatisticsCorrectorTests
{
    private const int Channels = 6;

    /// <summary>A change that only stretches and shifts channels is undone whole, wherever the factor and the bias lie.</summary>
    [TestMethod]
    [DataRow("conv")]
    [DataRow("biased conv")]
    [DataRow("grouped conv")]
    [DataRow("two convs")]
    [DataRow("matmul")]
    [DataRow("matmul, add")]
    [DataRow("gemm")]
    public void StretchedAndShiftedChannelsAreUndone(string form)
    {
        var original = Of(form);
        var batches = Batches(original, 10);
        var spoilt = Spoilt(original);

        var corrected = StatisticsCorrector.Correct(spoilt, original, Workbench.Of(batches, Device.Cpu));

        Assert.IsTrue(corrected.IsOk, string.Join("; ", corrected.Diagnostics));
        Assert.IsGreaterThan(1e-3, SmallModels.Error(original, spoilt, batches));
        Assert.IsLessThan(1e-9, SmallModels.Error(original, corrected.Value.Model, batches));
        Assert.IsLessThan(1e-6 * corrected.Value.Report.LossBefore, corrected.Value.Report.LossAfter);
    }

    /// <summary>A normalisation whose mean and variance are those of what enters it makes nothing of a stretched channel.</summary>
    [TestMethod]
    public void RunningStatisticsBecomeThoseOfThePrunedModel()
    {
        var original = Normalised();
        var batches = Batches(original, 10);
        var spoilt = Spoilt(original);

        var corrected = StatisticsCorrector.Correct(spoilt, original, Workbench.Of(batches, Device.Cpu)).Value!.Model;

        Assert.IsGreaterThan(1e-2, SmallModels.Error(original, spoilt, batches));
        Assert.IsLessThan(1e-8, SmallModels.Error(original, corrected, batches));
        CollectionAssert.AreEqual(Numbers(spoilt, "w"), Numbers(corrected, "w"), "the normalisation does it, not the weights");
        for (var channel = 0; channel < Channels; channel++)
            Assert.AreEqual(
                Factor(channel) * Factor(channel), Numbers(corrected, "variance")[channel] / Numbers(original, "variance")[channel], 1e-3);
    }

    [TestMethod]
    [DataRow("tokens")]
    [DataRow("convolutions")]
    [DataRow("encoder")]
    public void MasksStayAndTheAnswerComesNearer(string name)
    {
        var original = SmallModels.Of(name);
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);

        var corrected = StatisticsCorrector.Correct(masked.Pruned, original, Workbench.Of(batches, Device.Cpu));

        Assert.IsTrue(corrected.IsOk, string.Join("; ", corrected.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, corrected.Value, batches);
    }

    [TestMethod]
    public void AChannelThatSaysNothingStaysFinite()
    {
        var original = Normalised();
        var batches = Batches(original, 10);
        var silent = With(original, "w", values => Array.ConvertAll(values, _ => 0f));

        var corrected = StatisticsCorrector.Correct(silent, original, Workbench.Of(batches, Device.Cpu));

        Assert.IsTrue(corrected.IsOk, string.Join("; ", corrected.Diagnostics));
        CollectionAssert.AreEqual(Numbers(silent, "mean"), Numbers(corrected.Value.Model, "mean"));
        CollectionAssert.AreEqual(Numbers(silent, "variance"), Numbers(corrected.Value.Model, "variance"));
    }

    [TestMethod]
    public void AfterACutNormalisationsAreCorrected()
    {
        var model = Normalised();
        var batches = Batches(model, 10);
        var pruned = ModelPruner.Prune(
            model, Entry("method: magnitude, remove: { units: 50% }, recover: statistics"), seed: 0, Workbench.Of(batches, Device.Cpu));

        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        StringAssert.EndsWith(pruned.Value.Steps.Single().MethodDescription, ", statistics");
        Assert.IsGreaterThan(0, pruned.Value.Steps.Single().Recovered!.Steps);
    }

    [TestMethod]
    [DataRow("recover: { kind: statistics, steps: 3 }")]
    [DataRow("recover: { kind: statistics, train: biases }")]
    public void WhatHasNoMeaningIsRefused(string recover)
    {
        var model = Of("conv");
        var entry = Entry($"{recover}, method: magnitude, remove: {{ sparsity: 50% }}");
        var refused = ModelPruner.Prune(model, entry, seed: 0, Workbench.Of(Batches(model, 10), Device.Cpu)).Diagnostics.Single();

        Assert.AreEqual("PB1013", refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    public void StatisticsComeFromData()
    {
        var model = Of("conv");
        Assert.AreEqual("PB3050", StatisticsCorrector.Correct(model, model, Workbench.Of([], Device.Cpu)).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void AModelWithoutWeightsHasNothingToCorrect()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Node("Relu", ["x"], ["y"]).Output("y").Build();
        var refused = StatisticsCorrector.Correct(model, model, Workbench.Of(Batches(model, 4), Device.Cpu)).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NothingToCorrect.Code, refused.Code);
    }

    private static float Factor(int channel) => 0.4f + (0.3f * channel);

    private static OnnxModel Of(string form)
    {
        var images = new ModelBuilder().Input("x", ElementType.Float, "batch", 4, 5, 5).Weight("w", 1, Channels, 4, 3, 3);
        var rows = new ModelBuilder().Input("x", ElementType.Float, "batch", 5, 4).Weight("w", 1, 4, Channels).Weight("b", 2, Channels);
        return (form switch
        {
            "conv" => images.Node("Conv", ["x", "w"], ["y"]),
            "biased conv" => images.Weight("b", 2, Channels).Node("Conv", ["x", "w", "b"], ["y"]),
            "grouped conv" => new ModelBuilder().Input("x", ElementType.Float, "batch", 4, 5, 5)
                .Weight("w", 1, Channels, 2, 3, 3).Weight("b", 2, Channels)
                .Node("Conv", ["x", "w", "b"], ["y"], ("group", 2)),
            "two convs" => images.Weight("b", 2, Channels).Weight("v", 3, 4, Channels, 1, 1)
                .Node("Conv", ["x", "w", "b"], ["h"]).Node("Relu", ["h"], ["r"]).Node("Conv", ["r", "v"], ["y"]),
            "matmul" => rows.Node("MatMul", ["x", "w"], ["y"]),
            "matmul, add" => rows.Node("MatMul", ["x", "w"], ["h"]).Node("Add", ["h", "b"], ["y"]),
            _ => new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Weight("w", 1, Channels, 4).Weight("b", 2, Channels)
                .Node("Gemm", ["x", "w", "b"], ["y"], ("transB", 1), ("alpha", 0.5f), ("beta", 2f)),
        }).Output("y").Build();
    }

    /// <summary>Mean and variance are those of the batches, so that the original needs no correction.</summary>
    private static OnnxModel Normalised()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4, 5, 5)
            .Weight("w", 1, Channels, 4, 3, 3).Weight("scale", 4, Channels).Weight("offset", 5, Channels)
            .Initializer("mean", Tensor.Of(new float[Channels], Channels))
            .Initializer("variance", Tensor.Of([.. Enumerable.Repeat(1f, Channels)], Channels))
            .Weight("v", 6, 3, Channels, 1, 1)
            .Node("Conv", ["x", "w"], ["h"]).Node("BatchNormalization", ["h", "scale", "offset", "mean", "variance"], ["n"])
            .Node("Relu", ["n"], ["r"])
            .Node("Conv", ["r", "v"], ["y"]).Output("y").Build();
        return StatisticsCorrector.Correct(model, Of("conv"), Workbench.Of(Batches(model, 10), Device.Cpu)).Value!.Model;
    }

    /// <summary>Every output of the first weight times a factor of its own, and its bias moved.</summary>
    private static OnnxModel Spoilt(OnnxModel model)
    {
        var outputsFirst = model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == "w")).Shape[0] == Channels;
        var size = Numbers(model, "w").Length / Channels;
        var stretched = With(
            model, "w", values => [.. values.Select((value, i) => value * Factor(outputsFirst ? i / size : i % Channels))]);
        // What an Add behind a MatMul adds, no pruning changes.
        return model.Graph.Node.Any(node => node.OpType != "Add" && node.Input.Contains("b"))
            ? With(stretched, "b", values => [.. values.Select((value, i) => value + (0.2f * i) - 0.5f)])
            : stretched;
    }

    private static OnnxModel With(OnnxModel model, string name, Func<float[], float[]> change)
    {
        var tensor = model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name));
        return model.WithGraph(GraphEdits.ReplaceConstants(model.Graph, new Dictionary<string, TensorProto>
        {
            [name] = TensorProtos.Create(name, Tensor.Of(change(tensor.ToFloats()), tensor.Shape.Span)),
        }));
    }

    private static float[] Numbers(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();

    private static Batch[] Batches(OnnxModel model, int count)
    {
        long[] shape = [8, .. model.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(1).Select(dim => dim.DimValue)];
        var size = (int)shape.Aggregate((product, dim) => product * dim);
        return [.. Enumerable.Range(0, count).Select(i => new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(100 + i, size), shape) },
            [.. Enumerable.Range(8 * i, 8)]))];
    }

    private static ModelEntry Entry(string prune) => SampleEntry.Of($"{{ {prune} }}");
}
