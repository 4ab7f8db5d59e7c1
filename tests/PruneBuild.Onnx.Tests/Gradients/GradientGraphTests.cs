using PruneBuild.GradientScores;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients;

[TestClass]
public sealed class GradientGraphTests
{
    private static readonly Dictionary<string, Tensor> sample = new() { ["x"] = Tensor.Of(SeededValues.Floats(1, 6), 2, 3) };

    [TestMethod]
    public void TheGradientOfAValueThatIsReadTwiceIsSummed()
    {
        // Σ x·x + x
        var model = Model().Node("Mul", ["x", "x"], ["square"]).Node("Add", ["square", "x"], ["y"]);

        var gradient = Gradient(Summed(model), "x");

        Close.AreClose([.. sample["x"].ToFloats().Select(x => (2 * x) + 1)], gradient.ToFloats(), 1e-6);
    }

    [TestMethod]
    public void AMaskOfItsOwnForEachRecordGetsEachRecordsGradient()
    {
        var mask = Summed(new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Input("mask", ElementType.Float, "batch", 3)
            .Weight("w", 3, 3, 2).Node("Mul", ["x", "mask"], ["masked"]).Node("MatMul", ["masked", "w"], ["y"]));
        var inputs = new Dictionary<string, Tensor>(sample) { ["mask"] = Tensor.Of([1f, 1, 1, 1, 1, 1], 2, 3) };

        var together = Gradient(mask, "mask", inputs).ToFloats();
        var alone = Enumerable.Range(0, 2).SelectMany(record => Gradient(mask, "mask", Record(inputs, record)).ToFloats());

        Close.AreClose([.. alone], together, 1e-6);
    }

    [TestMethod]
    public void WhatTheLossDoesNotDependOnHasAGradientOfZeros()
    {
        var model = Summed(
            Model().Weight("unused", 2, 4).Node("Mul", ["x", "x"], ["y"]).Node("Exp", ["unused"], ["other"]).Output("other"));

        CollectionAssert.AreEqual(new float[4], Gradient(model, "unused").ToFloats());
    }

    [TestMethod]
    public void IntegersCutAPath()
    {
        var model = Model().Node("Cast", ["x"], ["integers"], ("to", (int)ElementType.Int32))
            .Node("Cast", ["integers"], ["steps"], ("to", (int)ElementType.Float)).Node("Add", ["steps", "x"], ["y"]);

        CollectionAssert.AreEqual(Enumerable.Repeat(1f, 6).ToArray(), Gradient(Summed(model), "x").ToFloats());
    }

    [TestMethod]
    public void AComputedValueCanBeDifferentiatedBy()
    {
        var model = Summed(Model().Node("Exp", ["x"], ["h"]).Node("Mul", ["h", "h"], ["y"]));

        Close.AreClose([.. sample["x"].ToFloats().Select(x => 2 * MathF.Exp(x))], Gradient(model, "h").ToFloats(), 1e-6);
    }

    [TestMethod]
    public void ABroadcastThatOnlyAppearsInALargerBatchIsReducedThere()
    {
        // With one record the bias [1, 3] could be a batch of one, or one for all.
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Input("bias", ElementType.Float, "b", 3)
            .Node("Add", ["x", "bias"], ["y"]);
        var one = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([1f, 2, 3], 1, 3), ["bias"] = Tensor.Of([1f, 2, 3], 1, 3) };
        var model = Summed(builder);
        var extended = GradientGraph.Add(model, Facts(model, one), "loss", ["bias"]).Value!;

        var gradient = Run(extended, new(one) { ["x"] = sample["x"] }, "bias");

        CollectionAssert.AreEqual(new[] { 2f, 2, 2 }, gradient.ToFloats());
    }

    [TestMethod]
    public void GradientsCanBeTakenTwice()
    {
        var model = Summed(Model().Node("Mul", ["x", "x"], ["y"]).Weight("w", 1, 3).Node("Mul", ["y", "w"], ["z"]), "z");
        var first = GradientGraph.Add(model, Facts(model, sample), "loss", ["x"]).Value!;

        var second = GradientGraph.Add(first, Facts(first, sample), "loss", ["w"]);

        Assert.IsTrue(second.IsOk);
        Assert.AreEqual(6, Run(second.Value, new(sample), "x").Count);
    }

    [TestMethod]
    [DataRow("LpPool", "there is no rule for the operator")]
    [DataRow("Det", "there is no rule for the operator")]
    public void AnOperatorWithoutARuleIsNamedOnlyOnANeededPath(string op, string reason)
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, 1, 1, 2, 3).Weight("w", 1, 3);
        _ = op == "LpPool"
            ? builder.Node(op, ["x"], ["p"], ("kernel_shape", new[] { 1, 1 }))
            : builder.Integers("square", 1, 1, 1, 1).Node("ReduceMean", ["x"], ["m"])
                .Node("Reshape", ["m", "square"], ["q"]).Node("Det", ["q"], ["p"]);
        var model = Summed(builder.Node("Mul", ["p", "w"], ["y"]));
        var inputs = new Dictionary<string, Tensor> { ["x"] = sample["x"].Reshape(1, 1, 2, 3) };

        var through = GradientGraph.Add(model, Facts(model, inputs), "loss", ["x"]);
        var beside = GradientGraph.Add(model, Facts(model, inputs), "loss", ["w"]);

        Assert.IsFalse(through.IsOk);
        Assert.AreEqual("PB3010", through.Diagnostics[0].Code);
        StringAssert.Contains(through.Diagnostics[0].Message, reason, StringComparison.Ordinal);
        Assert.IsTrue(beside.IsOk);
    }

    /// <summary>Paddings and scales follow from the sizes of each run, not of the one that the facts are from.</summary>
    [TestMethod]
    [DataRow("Conv", "SAME_UPPER")]
    [DataRow("Conv", "SAME_LOWER")]
    [DataRow("AveragePool", "SAME_UPPER")]
    [DataRow("AveragePool", "SAME_LOWER")]
    [DataRow("AveragePool", "rounded up")]
    [DataRow("Resize", "")]
    public void ImagesOfOtherSizesHaveTheGradientsThatDifferencesHave(string op, string padding)
    {
        var builder = new ModelBuilder(opset: 18).Input("x", ElementType.Float, 1, 2, "height", "width").Weight("w", 2, 3, 2, 3, 3)
            .Integers("sizes", 1, 2, 6, 6);
        _ = (op, padding) switch
        {
            ("Conv", _) => builder.Node(op, ["x", "w"], ["y"], ("auto_pad", padding), ("strides", new[] { 2, 2 })),
            ("AveragePool", "rounded up") =>
                builder.Node(op, ["x"], ["y"], ("ceil_mode", 1), ("strides", new[] { 2, 2 }), ("kernel_shape", new[] { 2, 2 })),
            ("AveragePool", _) =>
                builder.Node(op, ["x"], ["y"], ("auto_pad", padding), ("strides", new[] { 2, 2 }), ("kernel_shape", new[] { 3, 3 })),
            _ => builder.Node(op, ["x", "", "", "sizes"], ["y"], ("mode", "linear")),
        };
        var model = Summed(builder.Node("Mul", ["y", "y"], ["square"]), "square");
        string[] names = op == "Conv" ? ["x", "w"] : ["x"];
        foreach (var (seen, run) in new[] { (6, 7), (7, 6) })
        {
            var extended = GradientGraph.Add(model, Facts(model, Image(seen)), "loss", names);
            Assert.IsTrue(extended.IsOk, string.Join("; ", extended.Diagnostics));
            using var forward = ModelSession.Open(model, Device.Cpu).Value!;
            var inputs = Image(run);
            var values = inputs["x"].ToFloats();

            Close.AreClose(
                [.. values.Select((_, i) => (Loss(i, 0.01f) - Loss(i, -0.01f)) / 0.02f)],
                Run(extended.Value, inputs, "x").ToFloats(), 1e-2, floor: 0.1);
            if (op == "Conv")
            {
                var own = GradientGraph.Add(model, Facts(model, inputs), "loss", names).Value!;
                Close.AreClose(Run(own, inputs, "w").ToFloats(), Run(extended.Value, inputs, "w").ToFloats(), 1e-5);
            }

            float Loss(int i, float by)
            {
                var moved = values.ToArray();
                moved[i] += by;
                return forward
                    .Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(moved, [.. inputs["x"].Shape]) })["loss"].ToFloats()[0];
            }
        }

        static Dictionary<string, Tensor> Image(int size) =>
            new() { ["x"] = Tensor.Of(SeededValues.Floats(5, 2 * size * (size + 1)), 1, 2, size, size + 1) };
    }

    /// <summary>How often a Loop goes round shows when it runs: not at all is a count too.</summary>
    [TestMethod]
    [DataRow(0L)]
    [DataRow(1L)]
    [DataRow(4L)]
    public void ALoopOfAnyNumberOfStepsHasTheGradientsThatDifferencesHave(long count)
    {
        var body = new ModelBuilder().Input("step", ElementType.Int64).Input("on", ElementType.Bool)
            .Input("state", ElementType.Float, "rows", 3)
            .Node("Identity", ["on"], ["go"]).Node("MatMul", ["state", "w"], ["product"]).Node("Tanh", ["product"], ["next"])
            .Node("Identity", ["next"], ["seen"])
            .Output("go", ElementType.Bool).Output("next", ElementType.Float, "rows", 3)
            .Output("seen", ElementType.Float, "rows", 3).BuildGraph();
        var model = Model().Input("count", ElementType.Int64, 1).Input("w", ElementType.Float, 3, 3)
            .Initializer("true", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("Loop", ["count", "true", "x"], ["last", "all"], ("body", body))
            .Node("ReduceSum", ["all"], ["sum"], ("keepdims", 0)).Node("Mul", ["last", "last"], ["square"])
            .Node("ReduceSum", ["square"], ["squares"], ("keepdims", 0))
            .Node("Add", ["sum", "squares"], ["loss"]).Output("loss").Build();
        Dictionary<string, Tensor> Inputs(long steps) =>
            new(sample) { ["count"] = Tensor.Of([steps], 1), ["w"] = Tensor.Of(SeededValues.Floats(7, 9), 3, 3) };
        // What is known of the values is from a run of three steps.
        var extended = GradientGraph.Add(model, Facts(model, Inputs(3)), "loss", ["x", "w"]);
        Assert.IsTrue(extended.IsOk, string.Join("; ", extended.Diagnostics));

        var (inputs, forward) = (Inputs(count), ModelSession.Open(model, Device.Cpu).Value!);
        using (forward)
        {
            foreach (var name in new[] { "x", "w" })
            {
                var values = inputs[name].ToFloats();
                var differences = values.Select((_, i) => (Loss(name, values, i, 0.01f) - Loss(name, values, i, -0.01f)) / 0.02f).ToArray();
                Close.AreClose(differences, Run(extended.Value, inputs, name).ToFloats(), 1e-2, floor: 0.1);
            }

            float Loss(string name, float[] values, int i, float by)
            {
                var moved = values.ToArray();
                moved[i] += by;
                return forward.Run(
                    new Dictionary<string, Tensor>(inputs) { [name] = Tensor.Of(moved, [.. inputs[name].Shape]) })["loss"].ToFloats()[0];
            }
        }
    }

    [TestMethod]
    public void ALoopWhoseStateGrowsIsNamed()
    {
        var body = new ModelBuilder().Input("step", ElementType.Int64).Input("on", ElementType.Bool)
            .Input("state", ElementType.Float, "rows", 3)
            .Node("Identity", ["on"], ["go"]).Node("Concat", ["state", "x"], ["longer"], ("axis", 0))
            .Output("go", ElementType.Bool).Output("longer", ElementType.Float, "more", 3).BuildGraph();
        var model = Summed(Model().Scalar("count", 2L).Initializer("true", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("Loop", ["count", "true", "x"], ["y"], ("body", body)));

        var refused = GradientGraph.Add(model, Facts(model, sample), "loss", ["x"]);

        Assert.AreEqual("PB3010", refused.Diagnostics.Single().Code);
        StringAssert.Contains(refused.Diagnostics[0].Message, "Loop 'y': its state 'state' changes its shape", StringComparison.Ordinal);
    }

    [TestMethod]
    public void WhatHasNoRuleInsideABodyIsNamedThere()
    {
        var model = Summed(Model().Initializer("condition", Tensor.Scalar(ElementType.Bool, (byte)1)).Node(
            "If", ["condition"], ["y"],
            ("then_branch", new ModelBuilder().Node("Shrink", ["x"], ["shrunk"]).Output("shrunk").BuildGraph()),
            ("else_branch", new ModelBuilder().Node("Identity", ["x"], ["same"]).Output("same").BuildGraph())));

        var refused = GradientGraph.Add(model, Facts(model, sample), "loss", ["x"]);

        StringAssert.Contains(refused.Diagnostics.Single().Message, "Shrink 'shrunk': there is no rule", StringComparison.Ordinal);
    }

    [TestMethod]
    public void ALossOfSeveralElementsIsAMistakeOfTheCaller()
    {
        var model = Model().Node("Exp", ["x"], ["y"]).Output("y").Build();

        Assert.ThrowsExactly<ArgumentException>(() => GradientGraph.Add(model, Facts(model, sample), "y", ["x"]));
    }

    // A quick sample; `eng -- gradients` goes through all models.
    [TestMethod]
    [DataRow("bert__ts17")]
    [DataRow("gpt2__dyn")]
    [DataRow("resnet__dyn")]
    [DataRow("lstm__ts17")]
    [DataRow("bert_eager__ts17_ort_bert")]
    [DataRow("vit__ts17_fp16")]
    public void GradientsOfARealModelAgreeWithRecordedOnes(string model)
    {
        foreach (var limit in new[] { double.PositiveInfinity, 0 })
        {
            var score = GradientScoring.Score(SharedFolder.Require("zoo", model, "model.onnx"), limit);

            Assert.IsTrue(score.Holds, $"{score}, {limit} bytes held");
            Assert.IsGreaterThan(0, score.Weights);
        }
    }

    private static ModelBuilder Model() => new ModelBuilder().Input("x", ElementType.Float, "batch", 3);

    private static OnnxModel Summed(ModelBuilder builder, string value = "y") =>
        builder.Node("ReduceSum", [value], ["loss"], ("keepdims", 0)).Output("loss").Build();

    private static Dictionary<string, Tensor> Record(Dictionary<string, Tensor> inputs, int record) =>
        inputs.ToDictionary(pair => pair.Key, pair => pair.Value.Take(0, [record]));

    private static ShapeFacts Facts(OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var facts = Probe.Run(model, inputs, Device.Cpu);
        Assert.IsTrue(facts.IsOk, string.Join("; ", facts.Diagnostics));
        return facts.Value;
    }

    private static Tensor Gradient(OnnxModel model, string value, Dictionary<string, Tensor>? inputs = null)
    {
        var extended = GradientGraph.Add(model, Facts(model, inputs ?? sample), "loss", [value]);
        Assert.IsTrue(extended.IsOk, string.Join("; ", extended.Diagnostics));
        return Run(extended.Value, inputs ?? sample, value);
    }

    private static Tensor Run(OnnxModel model, Dictionary<string, Tensor> inputs, string value)
    {
        var session = ModelSession.Open(model, Device.Cpu);
        Assert.IsTrue(session.IsOk, string.Join("; ", session.Diagnostics));
        using var open = session.Value;
        return open.Run(inputs)[GradientGraph.OutputOf(value)];
    }
}
