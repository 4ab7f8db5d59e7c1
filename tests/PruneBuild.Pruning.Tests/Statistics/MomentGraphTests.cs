using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Statistics;

[TestClass]
public sealed class MomentGraphTests
{
    public static IEnumerable<(string Window, long[] Kernel, (string, object)[] Attributes)> Windows =>
    [
        ("3×3 padded", [3, 3], [("pads", new long[] { 1, 1, 1, 1 })]),
        ("3×3 strided and padded at one side", [3, 3], [("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 })]),
        ("2×3 dilated", [2, 3], [("dilations", new long[] { 2, 1 })]),
        ("1×1", [1, 1], []),
        ("1×1 strided", [1, 1], [("strides", new long[] { 2, 2 })]),
        ("same", [3, 3], [("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })]),
    ];

    [TestMethod]
    [DynamicData(nameof(Windows))]
    public void WindowsOfAConvolutionAreThoseThatItMultiplies(string window, long[] kernel, (string, object)[] attributes)
    {
        // The convolution itself is the reference: FᵀF·W must be the cross moment of F with its own output.
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 2, 7, 6).Weight("w", 1, [3, 2, .. kernel])
            .Node("Relu", ["x"], ["f"]).Node("Conv", ["f", "w"], ["y"], attributes).Output("y").Build();
        var consumer = new Consumer(
            "y", 0, "f", 1, AxisPattern.Whole(2), ConsumerKind.Convolution, "w", true, 3, (int)(kernel[0] * kernel[1]));
        var request = new MomentRequest(consumer, MomentDetail.Gram, "y");

        var moments = Measure(model, [request], Batches(model, 2))[request];

        var weight = WeightEditor.Read(model, new GraphIndex(model.Graph), consumer);
        var expected = Numerics.Algebra.DenseAlgebra.Cpu.Multiply(moments.Gram!, weight);
        Close.AreClose(expected.Values, moments.Cross!.Values, 1e-5, window);
        Assert.IsGreaterThan(0, moments.Rows);
    }

    [TestMethod]
    public void AFusedActivationDoesNotChangeWhatEnters()
    {
        OnnxModel Model(bool fused) => new ModelBuilder().Domain("com.microsoft").Input("x", ElementType.Float, "batch", 2, 7, 6)
            .Weight("w", 1, 3, 2, 3, 3).Node("Relu", ["x"], ["f"])
            .Node(
                fused ? "com.microsoft:FusedConv" : "Conv", ["f", "w"], ["y"],
                fused ? [("activation", "LeakyRelu"), ("activation_params", new[] { 0.1f })] : []).Output("y").Build();
        var request = new MomentRequest(
            new Consumer("y", 0, "f", 1, AxisPattern.Whole(2), ConsumerKind.Convolution, "w", true, 3, 9), MomentDetail.Gram);

        Assert.AreSequenceEqual(
            Measure(Model(false), [request], Batches(Model(false), 2))[request].Gram!.Values.ToArray(),
            Measure(Model(true), [request], Batches(Model(true), 2))[request].Gram!.Values.ToArray());
    }

    [TestMethod]
    public void KernelsOfUnlikeShapesSeeFeaturesOfTheirOwn()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 2, 7, 6).Weight("wide", 1, 3, 2, 1, 3)
            .Weight("high", 2, 3, 2, 3, 1).Node("Relu", ["x"], ["f"])
            .Node("Conv", ["f", "wide"], ["a"], ("auto_pad", "SAME_UPPER")).Node("Conv", ["f", "high"], ["b"], ("auto_pad", "SAME_UPPER"))
            .Output("a").Output("b").Build();
        MomentRequest wide = Request("a", "wide"), high = Request("b", "high");

        var together = Measure(model, [wide, high], Batches(model, 2));

        foreach (var request in (MomentRequest[])[wide, high])
            Close.AreClose(
                Measure(model, [request], Batches(model, 2))[request].Gram!.Values, together[request].Gram!.Values,
                1e-12, request.Consumer.Node);
        Assert.AreNotEqual(together[wide].Gram![0, 0], together[high].Gram![0, 0]);

        static MomentRequest Request(string node, string weight) =>
            new(new Consumer(node, 0, "f", 1, AxisPattern.Whole(2), ConsumerKind.Convolution, weight, true, 3, 3), MomentDetail.Gram);
    }

    [TestMethod]
    public void AWideGramMatrixIsWholeAndSymmetric()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("up", 1, 3, 300).Weight("down", 2, 300, 2)
            .Node("MatMul", ["x", "up"], ["a"]).Node("Tanh", ["a"], ["f"]).Node("MatMul", ["f", "down"], ["y"])
            .Output("y").Output("f").Build();
        var request = new MomentRequest(
            new Consumer("y", 0, "f", 1, AxisPattern.Whole(300), ConsumerKind.Linear, "down", false, 2, 1), MomentDetail.Gram);
        var batch = Batches(model, 1).Single();

        var gram = Measure(model, [request], [batch])[request].Gram!;

        var features = Run(model, batch, "f");
        for (var i = 0; i < 300; i += 7)
        {
            for (var j = 0; j < 300; j += 11)
            {
                Close.AreClose(
                    Enumerable.Range(0, features.Length / 300).Sum(row => (double)features[(row * 300) + i] * features[(row * 300) + j]),
                    gram[i, j], 1e-5, floor: 1);
                Assert.AreEqual(gram[j, i], gram[i, j]);
            }
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void MomentsOfAnExpertAreThoseOfTheRowsThatGoToIt(bool weightFirst)
    {
        var (model, consumer) = Experts(weightFirst);
        var request = new MomentRequest(consumer, MomentDetail.Gram, "down");
        var batch = TokenBatch(null);

        var moments = Measure(model, [request], [batch])[request];

        var (rows, chosen) = (Run(model, batch, "hidden").Chunk(ExpertNodes.Units).ToArray(), Chosen(model, batch));
        Assert.AreEqual(rows.Length, moments.Rows);
        for (var i = 0; i < consumer.Features; i++)
        {
            for (var j = 0; j < consumer.Features; j++)
            {
                var (expert, other) = (i / ExpertNodes.Units, j / ExpertNodes.Units);
                var expected = rows.Where((_, row) => chosen[row] == expert && expert == other)
                    .Sum(row => (double)row[i % ExpertNodes.Units] * row[j % ExpertNodes.Units]);
                Close.AreClose(expected, moments.Gram![i, j], 1e-5, floor: 1);
            }
        }

        // The product itself is the reference for targets and weights: FᵀF·W = FᵀY.
        var weight = WeightEditor.Read(model, new GraphIndex(model.Graph), consumer);
        Close.AreClose(Numerics.Algebra.DenseAlgebra.Cpu.Multiply(moments.Gram!, weight).Values, moments.Cross!.Values, 1e-5);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void PaddingOfATokenIsPaddingInAllItsExperts(bool weightFirst)
    {
        var (model, consumer) = Experts(weightFirst);
        var request = new MomentRequest(consumer, MomentDetail.Gram, "down");

        var padded = Measure(model, [request], [TokenBatch([1, 1, 1, 0, 0, 1, 1, 1, 1, 0])], masked: true)[request];
        // The same tokens without the others: each token is routed by itself.
        var values = TokenBatch(null).Inputs["x"].ToFloats();
        var real = values.Chunk(6).Where((_, token) => token is < 3 or (> 4 and < 9)).SelectMany(token => token).ToArray();
        var alone = Measure(
            model, [request], [new Batch(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(real, 1, 7, 6) }, [0])])[request];

        Assert.AreEqual(7L * ExpertNodes.PerToken, padded.Rows);
        Close.AreClose(alone.Gram!.Values, padded.Gram!.Values, 1e-5);
        Close.AreClose(alone.Cross!.Values, padded.Cross!.Values, 1e-5);
        var unpadded = Measure(model, [request], [TokenBatch(null)], masked: true)[request];
        Assert.AreEqual(10L * ExpertNodes.PerToken, unpadded.Rows);
    }

    private static (OnnxModel Model, Consumer Consumer) Experts(bool weightFirst)
    {
        // Units that are promised to callers are no group: the outputs that the test looks at come afterwards.
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", "sequence", 6)
            .Experts("x", "y", 6, weightFirst).Output("y");
        var consumer = Inferred.Of(builder.Build()).Structure.Groups.Single(group => group.Kind == StructureKind.Neurons)
            .Consumers.Single();
        return (builder.Output("hidden").Output("choice").Build(), consumer);
    }

    private static Batch TokenBatch(float[]? mask) => new(
        new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(8, 60), 2, 5, 6) }, [0, 1],
        mask is null ? null : Tensor.Of(mask, 2, 5));

    private static long[] Chosen(OnnxModel model, Batch batch)
    {
        using var session = Must(ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible));
        return session.Run(batch.Inputs)["choice"].ToInt64s();
    }

    [TestMethod]
    public void TheOrderOfRequestsIsIrrelevant()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var requests = inferred.Structure.Groups.SelectMany(group => group.Consumers).Where(consumer => consumer.Weight is not null)
            .SelectMany(consumer =>
                new[] { new MomentRequest(consumer, MomentDetail.Gram), new MomentRequest(consumer, MomentDetail.Diagonal) }).ToArray();

        var forward = Instrument(inferred, requests);
        var backward = Instrument(inferred, [.. requests.Reverse()]);

        Assert.AreEqual(forward.Model.Proto, backward.Model.Proto);
        Assert.AreEqual(forward.Sites.Count, forward.Sites.Select(site => site.Tap).Distinct().Count());
    }

    [TestMethod]
    public void TheDiagonalAloneIsTheDiagonalOfTheGram()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var consumer = inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Neurons).Consumers.Single();
        var (diagonal, gram) = (new MomentRequest(consumer, MomentDetail.Diagonal), new MomentRequest(consumer, MomentDetail.Gram));
        var batches = new[] { new Batch(inferred.Probe.Inputs, [0]) };

        var alone = Measure(inferred.Model, [diagonal], batches)[diagonal];
        var whole = Measure(inferred.Model, [gram], batches)[gram];

        Close.AreClose(whole.Gram!.Diagonal(), alone.SquareSums, 1e-6);
        Close.AreClose(whole.Sums, alone.Sums, 1e-6);
        Assert.IsNull(alone.Gram);
    }

    [TestMethod]
    public void ATapThatTheProbeDidNotSeeIsADiagnostic()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());
        var consumer = inferred.Structure.Groups[0].Consumers[0] with { Tap = "nowhere" };

        var instrumented = MomentGraph.Instrument(inferred.Model, inferred.Probe.Facts, [new MomentRequest(consumer, MomentDetail.Gram)]);

        Assert.AreEqual("PB3009", instrumented.Diagnostics.Single().Code);
        StringAssert.Contains(instrumented.Diagnostics[0].Message, "'nowhere'");
    }

    private static InstrumentedModel Instrument(Inferred inferred, MomentRequest[] requests) =>
        Must(MomentGraph.Instrument(inferred.Model, inferred.Probe.Facts, requests));

    private static IReadOnlyDictionary<MomentRequest, Moments> Measure(
        OnnxModel model, MomentRequest[] requests, IReadOnlyList<Batch> batches, bool masked = false)
    {
        var facts = Inferred.Of(model).Probe.Facts;
        var options = masked ? new MomentOptions([.. facts.Find("x")!.Shape.Take(2)]) : null;
        var instrumented = Must(MomentGraph.Instrument(model, facts, requests, options));
        using var session = Must(ModelSession.Open(instrumented.Model, Device.Cpu, SessionSettings.Reproducible));
        return Must(MomentCollector.Collect(session, instrumented, batches));
    }

    private static Batch[] Batches(OnnxModel model, int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        long[] shape = [4, .. model.Graph.Input[0].Type.TensorType.Shape.Dim.Skip(1).Select(dim => dim.DimValue)];
        var values = SeededValues.Floats(50 + i, (int)shape.Aggregate(1L, (product, size) => product * size));
        return new Batch(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(values, shape) }, [i]);
    })];

    private static float[] Run(OnnxModel model, Batch batch, string output)
    {
        using var session = Must(ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible));
        return session.Run(batch.Inputs)[output].ToFloats();
    }

    private static T Must<T>(Diagnostics.Result<T> result)
    {
        Assert.IsTrue(result.IsOk, string.Join("; ", result.Diagnostics));
        return result.Value;
    }
}
