using PruneBuild.Engine.Data;
using PruneBuild.Engine.Measuring;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class ModelMeterTests
{
    // y = x·w with w = I and, pruned, with the second column gone: records whose class is 1 are lost.
    private static readonly OnnxModel Original = Linear([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    private static readonly OnnxModel Pruned = Linear([1, 0, 0, 0, 0, 0, 0, 0, 1]);

    [TestMethod]
    public void LabelsScoreBothModelsAndTheirAnswersAreCompared()
    {
        var measured = Measure(new Labels([0, 1, 2, 1], true)).ToDictionary(one => one.Metric);
        Assert.AreEqual(1, measured["accuracy"].Original!.Value);
        Assert.AreEqual(0.5, measured["accuracy"].Pruned.Value);
        Assert.AreEqual(0.5, measured["agreement"].Pruned.Value);
        Assert.IsNull(measured["agreement"].Original);
        Assert.AreEqual(4, measured["agreement"].Pruned.Records);
        Assert.IsGreaterThan(0, measured["latency"].Pruned.Value);
        Assert.IsTrue(double.IsFinite(measured["latency"].SurestRatio!.Value));
    }

    [TestMethod]
    public void WithoutLabelsTheModelsAreComparedOnly() => CollectionAssert.AreEqual(
        new[] { "agreement", "cosine", "kl", "mean-absolute-error", "latency" },
        ModelMeter.Sorted(Measure(null)).Select(one => one.Metric).ToArray());

    [TestMethod]
    public void AnswersThatAreNoNumbersAreToldWithWhoseTheyAre()
    {
        var infinite = Linear([float.NaN, 0, 0, 0, 1, 0, 0, 0, 1]);
        StringAssert.Contains(Problem(infinite, Pruned), "The original model answers NaN or infinity at 'y', so that 'kl'");
        StringAssert.Contains(Problem(Original, infinite), "The pruned model answers NaN or infinity at 'y'");
    }

    [TestMethod]
    public void AWeightThatIsNoNumberIsNamedAsTheCause()
    {
        StringAssert.EndsWith(
            Problem(Linear([float.NaN, 0, 0, 0, 1, 0, 0, 0, 1]), Pruned), "out of the data; or mend 'w', which holds NaN.");
        StringAssert.EndsWith(Problem(Linear([float.PositiveInfinity, 0, 0, 0, 1, 0, 0, 0, 1]), Pruned), "take it out of the data.");
    }

    /// <summary>The start of an answer is as it was, its end is lost: half of what both models say of a record is the same.</summary>
    [TestMethod]
    public void OutputsBesideTheFirstAreComparedToo()
    {
        Batch[] batches = [new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([1f, 9, 1, 1, 9, 2], 2, 3) }, [0, 1])];
        var (original, pruned) = (Both([1, 0, 0, 0, 1, 0, 0, 0, 1]), Both([1, 0, 0, 0, 0, 0, 0, 0, 1]));

        var measured = ModelMeter.Measure(
            original, pruned, Answer.Of(original, Device.Cpu).Value!, batches, new Labels([1, 1], true), Device.Cpu,
            _ => { }, CancellationToken.None);

        var byName = measured.Value!.Measurements.ToDictionary(one => one.Metric);
        Assert.AreEqual(0.5, byName["agreement"].Pruned.Value);
        Assert.AreEqual(1, byName["accuracy"].Pruned.Value);

        static OnnxModel Both(float[] end) => new ModelBuilder().Input("x", ElementType.Float, "batch", 3)
            .Initializer("start.w", Tensor.Of([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3)).Initializer("end.w", Tensor.Of(end, 3, 3))
            .Node("MatMul", ["x", "start.w"], ["start"]).Node("MatMul", ["x", "end.w"], ["end"])
            .Output("start", ElementType.Float, "batch", 3).Output("end", ElementType.Float, "batch", 3).Build();
    }

    /// <summary>One answer for all records together is nobody's: there is nothing to pair with a record.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void AnAnswerWithoutARowForEachRecordHasCostsOnly(int keepsAxis)
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3)
            .Node("ReduceMean", ["x"], ["y"], ("axes", new[] { 0 }), ("keepdims", keepsAxis)).Output("y").Build();
        Batch[] batches =
            [new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([9f, 1, 1, 1, 9, 1, 1, 1, 9, 1, 9, 1], 4, 3) }, [0, 1, 2, 3])];

        var measured = ModelMeter.Measure(
            model, model, Answer.Of(model, Device.Cpu).Value!, batches, new Labels([0, 1, 2, 1], true), Device.Cpu, _ => { },
            CancellationToken.None);

        Assert.IsTrue(measured.IsOk, string.Join('\n', measured.Diagnostics));
        CollectionAssert.AreEqual(new[] { "latency" }, measured.Value.Measurements.Select(one => one.Metric).ToArray());
    }

    /// <summary>The classes of the second record's positions are lost, and those of the first record's are as they were.</summary>
    [TestMethod]
    public void AllRowsOfARecordAreComparedWhereOneFollowsTheOther()
    {
        var batch = new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of([9f, 1, 1, 1, 1, 9, 1, 9, 1, 1, 9, 1], 2, 2, 3) }, [0, 1]);
        var (original, pruned) = (Flat([1, 0, 0, 0, 1, 0, 0, 0, 1]), Flat([1, 0, 0, 0, 0, 0, 0, 0, 1]));

        var measured = ModelMeter.Measure(
            original, pruned, Answer.Of(original, Device.Cpu).Value!, [batch], null, Device.Cpu, _ => { }, CancellationToken.None);

        Assert.AreEqual(0.5, measured.Value!.Measurements.Single(one => one.Metric == "agreement").Pruned.Value);

        static OnnxModel Flat(float[] weight) => new ModelBuilder().Input("x", ElementType.Float, "batch", 2, 3)
            .Initializer("w", Tensor.Of(weight, 3, 3)).Initializer("shape", Tensor.Of([-1L, 3], 2))
            .Node("MatMul", ["x", "w"], ["h"]).Node("Reshape", ["h", "shape"], ["y"])
            .Output("y", ElementType.Float, "rows", 3).Build();
    }

    private static string Problem(OnnxModel original, OnnxModel pruned)
    {
        Batch[] batches = [new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([9f, 1, 1, 1, 9, 1], 2, 3) }, [0, 1])];
        var problem = ModelMeter.Measure(
            original, pruned, Answer.Of(Original, Device.Cpu).Value!, batches, null, Device.Cpu, _ => { },
            CancellationToken.None).Diagnostics.Single();
        Assert.AreEqual("PB3011", problem.Code);
        return problem.Message;
    }

    private static ValueList<Measurement> Measure(Labels? labels)
    {
        Batch[] batches =
            [new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([9f, 1, 1, 1, 9, 1, 1, 1, 9, 1, 9, 1], 4, 3) }, [0, 1, 2, 3])];
        var measured = ModelMeter.Measure(
            Original, Pruned, Answer.Of(Original, Device.Cpu).Value!, batches, labels, Device.Cpu, _ => { }, CancellationToken.None);
        Assert.IsTrue(measured.IsOk, string.Join('\n', measured.Diagnostics));
        return measured.Value.Measurements;
    }

    private static OnnxModel Linear(float[] weight) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3).Initializer("w", Tensor.Of(weight, 3, 3)).Node("MatMul", ["x", "w"], ["y"])
        .Output("y", ElementType.Float, "batch", 3).Build();
}
