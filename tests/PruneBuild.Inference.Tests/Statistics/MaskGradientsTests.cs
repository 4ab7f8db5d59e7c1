using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class MaskGradientsTests
{
    private const int Units = 4;
    private const double Temperature = 2;

    private static readonly Batch[] Batches = [.. Enumerable.Range(0, 3).Select(i => Batch(Tensor.Of(SeededValues.Floats(i, 10), 2, 5)))];

    [TestMethod]
    public void TheFisherInformationOfManyDrawnAnswersIsThatOfTheModelsOwnDistribution()
    {
        // One record, asked often: the mean square must approach Σ_c p_c (∂ log p_c/∂m)².
        var model = Model(classes: 3);
        var record = Tensor.Of(SeededValues.Floats(3, 5), 1, 5);
        var batches = Enumerable.Range(0, 400).Select(_ => Batch(record)).ToList();

        var gradients = Drawn(model, batches);

        var measured = Enumerable.Range(0, Units)
            .Select(unit => Enumerable.Range(0, 400).Average(batch => Math.Pow(gradients[batch, unit], 2)));
        Close.AreClose([.. Enumerable.Range(0, Units).Select(unit => Fisher(model, record.ToFloats(), unit))], [.. measured], 0.02);
    }

    /// <summary>Start and end of an answer: half of the units are read by each, and what they say about it is what they
    /// would say about it alone.</summary>
    [TestMethod]
    [DataRow(7)]
    [DataRow(11)]
    [DataRow(18)]
    public void OutputsThatAreAlikeCountAlike(int opset)
    {
        var weights = SeededValues.Floats(4, Units * 3);
        float[][] halves =
            [[.. weights.Select((weight, i) => i / 3 < 2 ? weight : 0)], [.. weights.Select((weight, i) => i / 3 < 2 ? 0 : weight)]];
        var both = new ModelBuilder(opset)
            .Input("x", ElementType.Float, "batch", 5).Weight("w1", 2, 5, Units)
            .Initializer("start.w", Tensor.Of(halves[0], Units, 3)).Initializer("end.w", Tensor.Of(halves[1], Units, 3))
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Tanh", ["a"], ["h"]).Node("MatMul", ["h", "start.w"], ["start"])
            .Node("MatMul", ["h", "end.w"], ["end"])
            .Output("start", ElementType.Float, "batch", 3).Output("end", ElementType.Float, "batch", 3).Build();
        var record = Tensor.Of(SeededValues.Floats(3, 5), 1, 5);

        var gradients = Drawn(both, [.. Enumerable.Range(0, 400).Select(_ => Batch(record))]);

        var measured = Enumerable.Range(0, Units)
            .Select(unit => Enumerable.Range(0, 400).Average(batch => Math.Pow(gradients[batch, unit], 2)));
        var expected = Enumerable.Range(0, Units)
            .Select(unit => Fisher(With(Model(classes: 3), "w2", halves[unit / 2]), record.ToFloats(), unit));
        Close.AreClose([.. expected], [.. measured], 0.03);
    }

    [TestMethod]
    public void AModelThatEndsInASoftmaxHasTheGradientsOfItsLogits()
    {
        var logits = Model(classes: 3);
        var proto = logits.Proto.Clone();
        proto.Graph.Node[^1].Output[0] = "z";
        proto.Graph.Node.Add(new NodeProto { OpType = "Softmax", Input = { "z" }, Output = { "y" } });
        var shares = logits.With(proto);

        Close.AreClose(Drawn(logits, Batches).Values, Drawn(shares, Batches).Values, 1e-4, floor: 0.01);
    }

    [TestMethod]
    public void AQuantityIsMovedUpAndDown()
    {
        var model = Model(classes: 1);

        var gradients = Drawn(
            model, [Batch(Tensor.Of(SeededValues.Floats(3, 5), 1, 5)), Batch(Tensor.Of(SeededValues.Floats(4, 5), 1, 5))]);

        // ∂y/∂m_u = h_u·w_u, with the sign of the half that the target lies beside.
        var expected = Hidden(model, SeededValues.Floats(3, 5)).Zip(Weights(model, "w2"), (h, w) => -h * w);
        Close.AreClose([.. expected], [.. Enumerable.Range(0, Units).Select(unit => (float)gradients[0, unit])], 1e-4);
    }

    [TestMethod]
    public void FeaturesCountByTheirSquaresAndNotAsClasses()
    {
        // One record, asked often: the mean square must approach Σ_d (∂y_d/∂m)² with y = tanh(z).
        var logits = Model(classes: 3);
        var proto = logits.Proto.Clone();
        proto.Graph.Node[^1].Output[0] = "z";
        proto.Graph.Node.Add(new NodeProto { OpType = "Tanh", Input = { "z" }, Output = { "y" } });
        var x = SeededValues.Floats(3, 5);

        var gradients = Drawn(logits.With(proto), [.. Enumerable.Range(0, 2000).Select(_ => Batch(Tensor.Of(x, 1, 5)))]);

        var (h, w) = (Hidden(logits, x), Weights(logits, "w2"));
        var slopes = Enumerable.Range(0, 3)
            .Select(d => 1 - Math.Pow(Math.Tanh(Enumerable.Range(0, Units).Sum(u => (double)h[u] * w[(u * 3) + d])), 2)).ToArray();
        var expected = Enumerable.Range(0, Units)
            .Select(unit => Enumerable.Range(0, 3).Sum(d => Math.Pow(slopes[d] * h[unit] * w[(unit * 3) + d], 2)));
        var measured = Enumerable.Range(0, Units)
            .Select(unit => Enumerable.Range(0, 2000).Average(batch => Math.Pow(gradients[batch, unit], 2)));
        Close.AreClose([.. expected], [.. measured], 0.05);
    }

    [TestMethod]
    public void ADivergenceFromItselfHasNoGradient()
    {
        foreach (var row in Rows(MaskLossKind.Divergence, Model(classes: 2)))
            Close.AreClose(new float[Units], row.Gradient, 1e-6, floor: 1);
    }

    [TestMethod]
    public void TheCurvatureIsWhatTheDivergenceShows()
    {
        const double Step = 0.05;
        var model = Model(classes: 2);

        var rows = Rows(MaskLossKind.Curvature, model);

        for (var unit = 0; unit < Units; unit++)
        {
            var expected = Batches.Sum(batch => Divergence(Masked(model, unit, 1 + Step), batch)
                + Divergence(Masked(model, unit, 1 - Step), batch)) / (Step * Step);
            Assert.AreEqual(expected, rows.Sum(row => row.Factor * row.Gradient[unit] * row.Gradient[unit]), 0.02 * expected);
        }
    }

    [TestMethod]
    public void TheGradientOfADriftedNetworkIsThatOfItsDivergence()
    {
        const double Step = 1e-2;
        var drifted = With(Model(classes: 2), "w1", [.. Weights(Model(classes: 2), "w1").Select(weight => 1.3f * weight)]);

        var rows = Rows(MaskLossKind.Divergence, drifted);

        for (var unit = 0; unit < Units; unit++)
        {
            var expected = Batches.Sum(batch => Divergence(Masked(drifted, unit, 1 + Step), batch)
                - Divergence(Masked(drifted, unit, 1 - Step), batch)) / (2 * Step);
            Assert.AreEqual(expected, rows.Sum(row => row.Gradient[unit]), 1e-3 + (0.02 * Math.Abs(expected)));
        }
    }

    [TestMethod]
    public void HalfWayThroughTheModelTheyAreTheSame()
    {
        var model = Model(classes: 2);
        var half = TestModels.Must(new SegmentRunner(Device.Cpu).Advance(Frontier.Start(Batches), model, ["a"])).Frontier;

        var (whole, rest) = (Rows(MaskLossKind.Curvature, model), Rows(MaskLossKind.Curvature, model, from: half));

        foreach (var (one, other) in whole.Zip(rest))
            CollectionAssert.AreEqual(one.Gradient, other.Gradient);
    }

    [TestMethod]
    public void HalvesAreWidened()
    {
        var (single, half) = (Model(classes: 2), Model(classes: 2, ElementType.Float16));
        Batch[] narrow = [.. Batches.Select(batch => Batch(Tensor.OfFloats(ElementType.Float16, batch.Inputs["x"].ToFloats(), 2, 5)))];
        var midway = TestModels.Must(new SegmentRunner(Device.Cpu).Advance(Frontier.Start(narrow), half, ["a"])).Frontier;

        var expected = Rows(MaskLossKind.Curvature, single);

        foreach (var rows in new[] { Rows(MaskLossKind.Curvature, half, batches: narrow),
            Rows(MaskLossKind.Curvature, half, midway, narrow) })
        {
            foreach (var (one, other) in expected.Zip(rows))
                Close.AreClose(one.Gradient, other.Gradient, 0.02, floor: 0.05);
        }
    }

    [TestMethod]
    public void AConsumerThatIsTakenApartIsTappedBeforeIt()
    {
        // Two convolutions, the second fused with its Relu: its gradients are those of the same model in standard operators.
        var (fused, plain) = (Convolutions(fused: true), Convolutions(fused: false));
        Batch[] images = [.. TestModels.Batches(2, 2, 3, 5, 5)];

        var (first, second) = (Rows(MaskLossKind.Curvature, fused, batches: images), Rows(MaskLossKind.Curvature, plain, batches: images));

        Assert.IsTrue(first.Any(row => row.Gradient.Any(value => value != 0)));
        foreach (var (one, other) in first.Zip(second))
            Close.AreClose(one.Gradient, other.Gradient, 1e-4, floor: 1e-3);
    }

    [TestMethod]
    public void MomentsOfTheSamePassAreThoseOfAPassOfTheirOwn()
    {
        var model = Model(classes: 2);
        var probe = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));
        var group = Group(model, probe);
        var (runner, request) = (new SegmentRunner(Device.Cpu), new MomentRequest(group.Consumers[0], MomentDetail.Gram));
        var gradients = TestModels.Must(
            MaskGradients.Create(new MaskLoss(MaskLossKind.Curvature), model, probe, Batches, runner, Device.Cpu));

        var both = TestModels.Must(gradients.Collect(model, Frontier.Start(Batches), new([group], (_, _, _) => { }), [request], null));

        var alone = TestModels.Must(runner.Measure(Frontier.Start(Batches), model, [], probe.Facts, [request])).Moments[request];
        Assert.AreEqual(alone.Rows, both[request].Rows);
        CollectionAssert.AreEqual(alone.SquareSums, both[request].SquareSums);
    }

    /// <summary>In one pass where the model names its answers itself, in two where they are drawn; of equal scores the
    /// second class is named.</summary>
    [TestMethod]
    [DataRow(MaskLossKind.Curvature, 2, false)]
    [DataRow(MaskLossKind.Curvature, 2, true)]
    [DataRow(MaskLossKind.Curvature, 3, false)]
    [DataRow(MaskLossKind.DrawnAnswers, 2, false)]
    public void TheOriginalsOwnGradientsAreThoseThatAreTakenLater(MaskLossKind kind, int classes, bool areShares)
    {
        var model = Model(classes, areShares: areShares);
        Batch[] batches = [.. Batches, Batch(Tensor.Of(new float[5], 1, 5))];
        var probe = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));
        var (group, runner, seen) = (Group(model, probe), new SegmentRunner(Device.Cpu), new List<float>());
        var request = new MomentRequest(group.Consumers[0], MomentDetail.Gram);
        var (own, later) = (new List<(string, float[], double[])>(), new List<(string, float[], double[])>());

        var gradients = TestModels.Must(MaskGradients.Create(
            new MaskLoss(kind, Temperature), model, probe, batches, runner, Device.Cpu, [request], null,
            new Observation(["a"], values => seen.AddRange(values["a"].ToFloats())), Into(own)));
        var moments = TestModels.Must(gradients.Collect(model, Frontier.Start(batches), Into(later), [request], null));

        Assert.HasCount(batches.Length, own);
        foreach (var ((id, values, factors), (otherId, others, otherFactors)) in own.Zip(later))
        {
            Assert.AreEqual(otherId, id);
            Close.AreClose(others, values, 1e-6, floor: 1e-3);
            CollectionAssert.AreEqual(otherFactors, factors);
        }

        CollectionAssert.AreEqual(moments[request].SquareSums, gradients.MomentsOfOriginal[request].SquareSums);
        var alone = TestModels.Must(runner.Advance(Frontier.Start(batches), model, ["a"], ["a"])).Wanted;
        CollectionAssert.AreEqual(alone.SelectMany(values => values["a"].ToFloats()).ToArray(), seen.ToArray());

        GradientObservation Into(List<(string, float[], double[])> rows) =>
            new([group], (id, values, factors) => rows.Add((id, values.ToFloats(), [.. factors])));
    }

    [TestMethod]
    public void AnOpsetBeforeGradientsIsRefused()
    {
        var model = Model(classes: 2, opset: 6);
        var probe = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        var created = MaskGradients.Create(
            new MaskLoss(MaskLossKind.Curvature), model, probe, Batches, new SegmentRunner(Device.Cpu), Device.Cpu);

        Assert.AreEqual(DiagnosticCatalog.NoGradient.Code, created.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("If")]
    [DataRow("Loop")]
    public void GradientsPassBodiesAsTheyPassTheSameNodesOutside(string op)
    {
        Batch[] batches = [.. Enumerable.Range(0, 3).Select(i => Batch(Tensor.Of(SeededValues.Floats(i, 5), 1, 5)))];

        var (inside, outside) = (Drawn(Behind(op), batches), Drawn(Behind(""), batches));

        Close.AreClose(outside.Values, inside.Values, 1e-5, floor: 0.01);
    }

    /// <summary>The model with s + tanh(s), twice, behind its scores s: as nodes, in a branch that is always taken,
    /// or in a loop of two steps.</summary>
    private static OnnxModel Behind(string op)
    {
        var builder = new ModelBuilder(18).Input("x", ElementType.Float, "batch", 5).Weight("w1", 2, 5, Units).Weight("w2", 4, Units, 3)
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Sigmoid", ["a"], ["h"]).Node("MatMul", ["h", "w2"], ["s0"])
            .Scalar("steps", 2L).Scalar("below", -1f).Initializer("true", Tensor.Scalar(ElementType.Bool, (byte)1));
        builder = op switch
        {
            "If" => builder.Node("Mul", ["x", "x"], ["xx"]).Node("ReduceSum", ["xx"], ["sum"], ("keepdims", 0))
                .Node("Greater", ["sum", "below"], ["flag"]).Node(
                    "If", ["flag"], ["y"],
                    ("then_branch", Twice(new ModelBuilder(), "s0", "taken").Output("taken").BuildGraph()),
                    ("else_branch", new ModelBuilder().Node("Neg", ["s0"], ["other"]).Output("other").BuildGraph())),
            "Loop" => builder.Node("Loop", ["steps", "true", "s0"], ["y"], (
                "body", new ModelBuilder().Input("i", ElementType.Int64).Input("on", ElementType.Bool)
                    .Input("s", ElementType.Float, "batch", 3)
                    .Node("Identity", ["on"], ["go"]).Node("Tanh", ["s"], ["t"]).Node("Add", ["s", "t"], ["next"])
                    .Output("go", ElementType.Bool).Output("next", ElementType.Float, "batch", 3).BuildGraph())),
            _ => Twice(builder, "s0", "y"),
        };
        return builder.Output("y", ElementType.Float, "batch", 3).Build();

        static ModelBuilder Twice(ModelBuilder builder, string from, string to) => builder
            .Node("Tanh", [from], ["t0"]).Node("Add", [from, "t0"], ["s1"]).Node("Tanh", ["s1"], ["t1"]).Node("Add", ["s1", "t1"], [to]);
    }

    private static OnnxModel Model(int classes, ElementType type = ElementType.Float, int opset = 13, bool areShares = false)
    {
        var builder = new ModelBuilder(opset)
            .Input("x", type, "batch", 5)
            .Initializer("w1", Tensor.OfFloats(type, SeededValues.Floats(2, 5 * Units), 5, Units))
            .Initializer("w2", Tensor.OfFloats(type, SeededValues.Floats(4, Units * classes), Units, classes))
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Tanh", ["a"], ["h"]).Node("MatMul", ["h", "w2"], [areShares ? "z" : "y"]);
        return (areShares ? builder.Node("Softmax", ["z"], ["y"]) : builder).Output("y", type, "batch", classes).Build();
    }

    private static OnnxModel Convolutions(bool fused)
    {
        var builder = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 5, 5)
            .Weight("first", 1, Units, 3, 3, 3).Weight("second", 2, 6, Units, 3, 3).Weight("head", 3, 6, 2).Integers("flat", 0, -1)
            .Node("Conv", ["x", "first"], ["a0"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["a0"], ["a"]);
        var convolved = fused
            ? builder.Node("com.microsoft:FusedConv", ["a", "second"], ["b"], ("pads", new long[] { 1, 1, 1, 1 }), ("activation", "Relu"))
            : builder.Node("Conv", ["a", "second"], ["b0"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["b0"], ["b"]);
        return convolved.Node("GlobalAveragePool", ["b"], ["p"]).Node("Reshape", ["p", "flat"], ["f"])
            .Node("MatMul", ["f", "head"], ["y"]).Output("y").Build();
    }

    private static Batch Batch(Tensor x) => new(new Dictionary<string, Tensor> { ["x"] = x }, [0]);

    private static PruneGroup Group(OnnxModel model, ProbedSample probe) =>
        DimensionInference.Infer(model, probe.Facts).Groups.First(group => group.Units == Units);

    private static Matrix Drawn(OnnxModel model, IReadOnlyList<Batch> batches)
    {
        var probe = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));
        var request = new MaskGradientRequest(Group(model, probe), Seed: 0);
        return TestModels.Must(StatisticsCollector.Collect(model, probe, [], [request], null, batches, Device.Cpu)).Values[request];
    }

    /// <summary>The gradient of each record of all batches; the answers are those of the model as it was.</summary>
    private static List<(float[] Gradient, double Factor)> Rows(
        MaskLossKind kind, OnnxModel network, Frontier? from = null, Batch[]? batches = null)
    {
        var original = network.Graph.Node.Any(node => node.OpType == "Tanh") && batches is null ? Model(classes: 2) : network;
        var probe = TestModels.Must(SampleInputs.Probe(original, Device.Cpu));
        var gradients = TestModels.Must(MaskGradients.Create(
            new MaskLoss(kind, Temperature), original, probe, batches ?? Batches, new SegmentRunner(Device.Cpu), Device.Cpu));
        var rows = new List<(float[] Gradient, double Factor)>();
        TestModels.Must(gradients.Collect(
            network, from ?? Frontier.Start(batches ?? Batches),
            new([Group(original, probe)], (_, values, factors) => rows.AddRange(values.ToFloats().Chunk(Units).Zip(factors))), [], null));
        return rows;
    }

    /// <summary>The model with a unit's mask at a factor.</summary>
    private static OnnxModel Masked(OnnxModel model, int unit, double factor) =>
        With(model, "w2", [.. Weights(model, "w2").Select((weight, i) => i / 2 == unit ? (float)factor * weight : weight)]);

    private static OnnxModel With(OnnxModel model, string name, float[] values)
    {
        var proto = model.Proto.Clone();
        var old = proto.Graph.Initializer.Single(tensor => tensor.Name == name);
        proto.Graph.Initializer[proto.Graph.Initializer.IndexOf(old)] = TensorProtos.Create(name, Tensor.Of(values, [.. old.Dims]));
        return model.With(proto);
    }

    /// <summary>γ²·KL(original ‖ network), summed over the records of a batch.</summary>
    private static double Divergence(OnnxModel network, Batch batch)
    {
        using var original = TestModels.Open(Model(classes: 2));
        using var changed = TestModels.Open(network);
        return original.Run(batch.Inputs)["y"].ToFloats().Chunk(2).Zip(changed.Run(batch.Inputs)["y"].ToFloats().Chunk(2), Of).Sum();

        static double Of(float[] teacher, float[] student)
        {
            var (p, q) = (Probabilities(teacher), Probabilities(student));
            return Temperature * Temperature * p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum();
        }

        static double[] Probabilities(float[] logits)
        {
            var exponentials = logits.Select(logit => Math.Exp(logit / Temperature)).ToArray();
            return Array.ConvertAll(exponentials, value => value / exponentials.Sum());
        }
    }

    private static float[] Weights(OnnxModel model, string name) =>
        model.Read(model.Graph.Initializer.Single(tensor => tensor.Name == name)).ToFloats();

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
