using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Gradients.Lowering;

/// <summary>Taken apart, a fused operator puts out what ONNX Runtime's own kernel does, and has gradients.</summary>
[TestClass]
public sealed class FusedOperatorsTests
{
    private const int Records = 2;
    private const int Positions = 5;
    private const int Width = 4;

    [TestMethod]
    [DataRow(4, 4, false, "none")]
    [DataRow(4, 2, true, "none")]
    [DataRow(4, 2, false, "bool")]
    [DataRow(4, 4, true, "float")]
    public void StandardAttentionOfHeads(int heads, int shared, bool causal, string mask)
    {
        var builder = Standard(23).Input("q", ElementType.Float, Records, heads, Positions, Width)
            .Input("k", ElementType.Float, Records, shared, Positions, Width).Input("v", ElementType.Float, Records, shared, Positions, 3);
        AssertSame(Masked(builder, mask)
            .Node("Attention", ["q", "k", "v", .. mask == "none" ? [] : new[] { "mask" }], ["y"], ("is_causal", causal ? 1 : 0)));
    }

    [TestMethod]
    [DataRow(4, 4, true)]
    [DataRow(4, 1, false)]
    public void StandardAttentionOfFeatures(int heads, int shared, bool causal) => AssertSame(
        Standard(23).Input("q", ElementType.Float, Records, Positions, heads * Width)
            .Input("k", ElementType.Float, Records, Positions, shared * Width).Input("v", ElementType.Float, Records, Positions, shared * 3)
            .Node(
                "Attention", ["q", "k", "v"], ["y"], ("q_num_heads", heads), ("kv_num_heads", shared),
                ("is_causal", causal ? 1 : 0), ("scale", 0.3f)));

    [TestMethod]
    [DataRow("", 0)]
    [DataRow("lengths", 0)]
    [DataRow("ones", 0)]
    [DataRow("", 1)]
    public void MultiHeadAttention(string hidden, int unidirectional)
    {
        var builder = Standard(18).Domain("com.microsoft").Input("q", ElementType.Float, Records, Positions, 8)
            .Input("k", ElementType.Float, Records, Positions, 8)
            .Input("v", ElementType.Float, Records, Positions, 8).Weight("bias", 4, 24).Weight("added", 5, 1, 2, Positions, Positions);
        if (hidden == "lengths")
            builder.Initializer("hidden", Tensor.Of(ElementType.Int32, [3, 5]));
        if (hidden == "ones")
            builder.Initializer("hidden", Tensor.Of(ElementType.Int32, [1, 1, 0, 1, 1, 0, 1, 1, 1, 1], Records, Positions));
        AssertSame(builder.Node(
            "com.microsoft:MultiHeadAttention", ["q", "k", "v", "bias", hidden.Length == 0 ? "" : "hidden", "added"], ["y"],
            ("num_heads", 2), ("unidirectional", unidirectional)));
    }

    [TestMethod]
    public void MultiHeadAttentionHidesTheFutureWhateverTheScores()
    {
        // Scores in the ten thousands, where adding −10000 hides nothing.
        var builder = Standard(18).Domain("com.microsoft").Input("q", ElementType.Float, Records, Positions, 8)
            .Input("k", ElementType.Float, Records, Positions, 8)
            .Input("v", ElementType.Float, Records, Positions, 8)
            .Initializer("added", Tensor.Of([.. SeededValues.Floats(5, 50).Select(value => 20000 * value)], 1, 2, Positions, Positions));
        AssertSlope(builder.Node(
            "com.microsoft:MultiHeadAttention", ["q", "k", "v", "", "", "added"], ["y"], ("num_heads", 2), ("unidirectional", 1)));
    }

    [TestMethod]
    public void MultiHeadAttentionThatHidesTheFutureOfOtherKeysStaysWhole() => AssertStaysWhole(
        Standard(18).Domain("com.microsoft").Input("q", ElementType.Float, Records, 3, 8)
            .Input("k", ElementType.Float, Records, Positions, 8)
            .Input("v", ElementType.Float, Records, Positions, 8)
            .Node("com.microsoft:MultiHeadAttention", ["q", "k", "v"], ["y"], ("num_heads", 2), ("unidirectional", 1)).Output("y").Build());

    [TestMethod]
    [DataRow(true, true, 0)]
    [DataRow(false, false, 0)]
    [DataRow(true, false, 1)]
    [DataRow(false, true, 1)]
    public void StandardRotaryEmbedding(bool flat, bool looked, int interleaved)
    {
        var builder = Standard(23);
        builder = flat
            ? builder.Input("x", ElementType.Float, Records, Positions, 2 * Width)
            : builder.Input("x", ElementType.Float, Records, 2, Positions, Width);
        long[] table = looked ? [9, Width / 2] : [Records, Positions, Width / 2];
        builder = builder.Weight("cosines", 2, table).Weight("sines", 3, table)
            .Initializer("positions", Tensor.Of([0L, 1, 2, 3, 4, 4, 5, 6, 7, 8], Records, Positions));
        AssertSame(builder.Node(
            "RotaryEmbedding", ["x", "cosines", "sines", .. looked ? new[] { "positions" } : []], ["y"], ("interleaved", interleaved),
            ("num_heads", flat ? 2 : 0)));
    }

    [TestMethod]
    public void StandardRotaryEmbeddingOfTheFirstFeatures() => AssertSame(
        Standard(23).Input("x", ElementType.Float, Records, 2, Positions, 6).Weight("cosines", 2, Records, Positions, 2)
            .Weight("sines", 3, Records, Positions, 2)
            .Node("RotaryEmbedding", ["x", "cosines", "sines"], ["y"], ("rotary_embedding_dim", 4)));

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void RotaryEmbeddingOfOnnxRuntime(int interleaved) => AssertSame(
        Standard(18).Domain("com.microsoft").Input("x", ElementType.Float, Records, Positions, 8).Weight("cosines", 2, 9, Width / 2)
            .Weight("sines", 3, 9, Width / 2)
            .Initializer("positions", Tensor.Of([0L, 1, 2, 3, 4, 4, 5, 6, 7, 8], Records, Positions))
            .Node("com.microsoft:RotaryEmbedding", ["x", "positions", "cosines", "sines"], ["y"], ("interleaved", interleaved)));

    [TestMethod]
    [DataRow("", 8)]
    [DataRow("sinks", 8)]
    [DataRow("bias", 8)]
    [DataRow("bias of all heads", 8)]
    [DataRow("rotated", 16)]
    [DataRow("rotated", 32)]
    [DataRow("positions", 16)]
    [DataRow("positions", 32)]
    public void GroupQueryAttention(string form, int width)
    {
        var (bias, sinks, positions) = (form.StartsWith("bias", StringComparison.Ordinal) ? "added" : "", form == "sinks" ? "sinks" : "",
            form == "positions" ? "positions" : "");
        var rotated = form is "rotated" or "positions";
        var builder = Grouped(width).Weight("cosines", 2, 9, 8).Weight("sines", 3, 9, 8)
            .Initializer("sinks", Tensor.Of([2f, -1, 1, 0.5f], 4))
            .Initializer("positions", Tensor.Of([4L, 3, 2, 1, 0, 4, 5, 6, 7, 8], Records, Positions))
            .Weight("added", 5, form == "bias" ? [Records, 4, Positions, Positions] : [1, 1, Positions, Positions]);
        string[] tables = rotated ? ["cosines", "sines"] : ["", ""];
        AssertSlope(builder.Node(
            "com.microsoft:GroupQueryAttention", ["q", "k", "v", "", "", "behind", "total", .. tables, positions, bias, sinks],
            ["y", "keys", "values"], ("num_heads", 4), ("kv_num_heads", 2), ("do_rotary", rotated ? 1 : 0)));
    }

    [TestMethod]
    public void GroupQueryAttentionThatGivesItsScoresStaysWhole()
    {
        var model = Grouped(8).Node(
            "com.microsoft:GroupQueryAttention", ["q", "k", "v", "", "", "behind", "total"], ["y", "keys", "values", "scores"],
            ("num_heads", 4), ("kv_num_heads", 2), ("qk_output", 1)).Output("y").Build();

        AssertStaysWhole(model);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EmbedLayerNormalization(bool masked)
    {
        var builder = Standard(18).Domain("com.microsoft").Input("words", ElementType.Float, 7, 8).Weight("positions", 2, 9, 8)
            .Weight("scale", 3, 8).Weight("bias", 4, 8)
            .Initializer("ids", Tensor.Of(ElementType.Int32, [0, 3, 6, 2, 2, 1, 4, 5, 0, 1], Records, Positions))
            .Initializer("mask", Tensor.Of(ElementType.Int32, [1, 1, 1, 0, 0, 1, 1, 1, 1, 1], Records, Positions));
        AssertSlope(builder.Node(
            "com.microsoft:EmbedLayerNormalization", ["ids", "", "words", "positions", "", "scale", "bias", masked ? "mask" : ""],
            ["normal", "lengths"])
            .Node("Cast", ["lengths"], ["counts"], ("to", (int)ElementType.Float)).Integers("columns", 1, 2)
            .Node("Unsqueeze", ["counts", "columns"], ["column"])
            .Node("Exp", ["normal"], ["grown"]).Node("Add", ["grown", "column"], ["y"]));
    }

    [TestMethod]
    public void InsideABodyToo()
    {
        // The branch is taken where the sum of squares is above −1: always, but no constant says so.
        var fused = new ModelBuilder().Node("com.microsoft:SkipLayerNormalization", ["x", "skip", "scale"], ["fused"])
            .Output("fused").BuildGraph();
        var plain = new ModelBuilder().Node("Add", ["x", "skip"], ["plain"]).Output("plain").BuildGraph();
        AssertSame(Standard(18).Domain("com.microsoft").Input("x", ElementType.Float, Records, Positions, 8)
            .Weight("skip", 2, Records, Positions, 8).Weight("scale", 3, 8)
            .Scalar("below", -1f).Node("Mul", ["x", "x"], ["xx"]).Node("ReduceSum", ["xx"], ["sum"], ("keepdims", 0))
            .Node("Greater", ["sum", "below"], ["flag"])
            .Node("If", ["flag"], ["y"], ("then_branch", fused), ("else_branch", plain)));
    }

    [TestMethod]
    [DataRow(18, 3)]
    [DataRow(21, 6)]
    public void GroupNormalization(int opset, int scales) => AssertSame(
        Standard(opset).Input("x", ElementType.Float, Records, 6, 4, 5).Weight("scale", 2, scales).Weight("bias", 3, scales)
            .Node("GroupNormalization", ["x", "scale", "bias"], ["y"], ("num_groups", 3), ("epsilon", 0.01f)));

    [TestMethod]
    [DataRow(false, "", 0)]
    [DataRow(true, "lengths", 0)]
    [DataRow(true, "ones", 0)]
    [DataRow(false, "", 1)]
    public void QuantizedAttention(bool byColumn, string hidden, int unidirectional)
    {
        var columns = byColumn ? 24 : 1;
        var builder = Standard(18).Domain("com.microsoft").Input("x", ElementType.Float, Records, Positions, 8)
            .Scalar("x.scale", 0.01f).Initializer("x.zero", new Tensor(ElementType.UInt8, [], new byte[] { 120 })).Weight("bias", 4, 24)
            .Initializer("w", new Tensor(
                ElementType.UInt8, [8, 24], (byte[])[.. SeededValues.Integers(5, 8 * 24, 256).Select(value => (byte)value)]))
            .Initializer("w.scale", Tensor.Of([.. Enumerable.Range(0, columns).Select(i => 0.005f + (0.001f * i))], byColumn ? [24] : []))
            .Initializer("w.zero", new Tensor(ElementType.UInt8, byColumn ? [24] : [], (byte[])[.. Enumerable.Repeat((byte)128, columns)]));
        if (hidden == "lengths")
            builder.Initializer("hidden", Tensor.Of(ElementType.Int32, [3, 5]));
        if (hidden == "ones")
            builder.Initializer("hidden", Tensor.Of(ElementType.Int32, [1, 1, 0, 1, 1, 0, 1, 1, 1, 1], Records, Positions));
        AssertSame(builder.Node("QuantizeLinear", ["x", "x.scale", "x.zero"], ["q"]).Node(
            "com.microsoft:QAttention", ["q", "w", "bias", "x.scale", "w.scale", hidden.Length == 0 ? "" : "hidden", "x.zero", "w.zero"],
            ["y"], ("num_heads", 2), ("unidirectional", unidirectional)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void OfAnIfThatAlwaysTakesTheSameBranchTheBranchStays(int sizeAsked)
    {
        // The answer follows from the shape of a constant; the other branch cannot run, as there are two records.
        var one = sizeAsked == 1;
        var taken = new ModelBuilder().Node("Exp", ["w"], ["taken"]).Output("taken").BuildGraph();
        var other = new ModelBuilder().Node("Squeeze", ["x", "first"], ["other"]).Output("other").BuildGraph();
        var model = Standard(18).Input("x", ElementType.Float, "batch", 3).Weight("w", 3, one ? 1 : 2, 3)
            .Integers("one", 1).Integers("first", 0)
            .Node("Shape", ["w"], ["sizes"], ("end", 1)).Node("Equal", ["sizes", "one"], ["is one"])
            .Node("If", ["is one"], ["v"], ("then_branch", one ? taken : other), ("else_branch", one ? other : taken))
            .Node("Mul", ["x", "v"], ["y"]).Node("ReduceSum", ["y"], ["loss"], ("keepdims", 0)).Output("y").Output("loss").Build();
        var sample = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(11, 6), 2, 3) };

        var inlined = DifferentiableForm.Of(model, Probe.Run(model, sample, Device.Cpu).Value!);

        Assert.DoesNotContain("If", inlined.Graph.Node.Select(node => node.OpType));
        Close.AreClose(Run(model, sample)["y"].ToFloats(), Run(inlined, sample)["y"].ToFloats(), 1e-6);
        var gradient = GradientGraph.Add(inlined, Probe.Run(inlined, sample, Device.Cpu).Value!, "loss", ["w"]);
        Assert.IsTrue(gradient.IsOk, string.Join("; ", gradient.Diagnostics));
        var (x, w) = (sample["x"].ToFloats(), model.Read(model.Graph.Initializer[0]).ToFloats());
        float[] expected = one
            ? [.. Enumerable.Range(0, 3).Select(i => (x[i] + x[3 + i]) * MathF.Exp(w[i]))]
            : [.. x.Zip(w, (a, b) => a * MathF.Exp(b))];
        Close.AreClose(expected, Run(gradient.Value, sample)[GradientGraph.OutputOf("w")].ToFloats(), 1e-5);
    }

    [TestMethod]
    public void AFormThatIsNotKnownStaysWhole()
    {
        var model = Standard(23).Input("q", ElementType.Float, Records, 2, Positions, Width)
            .Input("k", ElementType.Float, Records, 2, Positions, Width)
            .Input("v", ElementType.Float, Records, 2, Positions, Width)
            .Node("Attention", ["q", "k", "v"], ["y"], ("softcap", 5f)).Output("y").Build();

        AssertStaysWhole(model);
    }

    private static ModelBuilder Standard(int opset) => new(opset, irVersion: 10);

    private static ModelBuilder Masked(ModelBuilder builder, string kind) => kind switch
    {
        "bool" => builder.Initializer("mask", new Tensor(
            ElementType.Bool, [Positions, Positions],
            (byte[])[.. Enumerable.Range(0, Positions * Positions).Select(i => (byte)(i % 3 == 1 ? 0 : 1))])),
        "float" => builder.Weight("mask", 7, Records, 1, Positions, Positions),
        _ => builder,
    };

    private static ModelBuilder Grouped(int width) =>
        Standard(18).Domain("com.microsoft").Input("q", ElementType.Float, Records, Positions, 4 * width)
            .Input("k", ElementType.Float, Records, Positions, 2 * width).Input("v", ElementType.Float, Records, Positions, 2 * width)
            .Initializer("behind", Tensor.Of(ElementType.Int32, [Positions - 1, Positions - 1]))
            .Initializer("total", Tensor.Scalar(ElementType.Int32, Positions));

    private static void AssertStaysWhole(OnnxModel model)
    {
        var whole = DifferentiableForm.Of(model, Probe.Run(model, Sample(model), Device.Cpu).Value!);

        CollectionAssert.AreEqual(model.Graph.Node.ToArray(), whole.Graph.Node.ToArray());
    }

    // The model's own loss, moved along a direction, changes as the gradients of all inputs say.
    private static void AssertSlope(ModelBuilder builder)
    {
        var model = builder.Node("Mul", ["y", "y"], ["square"]).Node("ReduceSum", ["square"], ["loss"], ("keepdims", 0))
            .Output("y").Output("loss").Build();
        var sample = Sample(model);
        var apart = DifferentiableForm.Of(model, Probe.Run(model, sample, Device.Cpu).Value!);
        string[] inputs = [.. sample.Keys.Where(name => sample[name].Type == ElementType.Float)];
        var gradient = GradientGraph.Add(apart, Probe.Run(apart, sample, Device.Cpu).Value!, "loss", inputs);

        Assert.IsTrue(gradient.IsOk, string.Join("; ", gradient.Diagnostics));
        Close.AreClose(Run(model, sample)["y"].ToFloats(), Run(apart, sample)["y"].ToFloats(), 1e-5, floor: 0.1);
        var gradients = Run(gradient.Value, sample);
        foreach (var input in inputs)
        {
            var values = sample[input].ToFloats();
            var direction = SeededValues.Floats(3, values.Length);
            var slope = gradients[GradientGraph.OutputOf(input)].ToFloats().Zip(direction, (a, b) => a * b).Sum();
            Close.AreClose([(Loss(0.01f) - Loss(-0.01f)) / 0.02f], [slope], 1e-2, input, floor: 1);

            float Loss(float by)
            {
                var moved = Tensor.Of([.. values.Zip(direction, (value, step) => value + (by * step))], [.. sample[input].Shape]);
                return Run(model, new Dictionary<string, Tensor>(sample) { [input] = moved })["loss"].ToFloats()[0];
            }
        }
    }

    private static void AssertSame(ModelBuilder builder)
    {
        var model = builder.Node("ReduceSum", ["y"], ["loss"], ("keepdims", 0)).Output("y").Output("loss").Build();
        var sample = Sample(model);
        var apart = DifferentiableForm.Of(model, Probe.Run(model, sample, Device.Cpu).Value!);

        Assert.IsFalse(DifferentiableForm.TakesApart(apart));
        Close.AreClose(Run(model, sample)["y"].ToFloats(), Run(apart, sample)["y"].ToFloats(), 1e-5, floor: 0.1);
        var input = model.Graph.Input[0].Name;
        var gradient = GradientGraph.Add(apart, Probe.Run(apart, sample, Device.Cpu).Value!, "loss", [input]);
        Assert.IsTrue(gradient.IsOk, string.Join("; ", gradient.Diagnostics));
        Assert.IsTrue(Run(gradient.Value, sample)[GradientGraph.OutputOf(input)].ToFloats().All(float.IsFinite));
    }

    private static Dictionary<string, Tensor> Sample(OnnxModel model) => model.Graph.Input.Select((input, i) => (input, i)).ToDictionary(
        pair => pair.input.Name,
        pair =>
        {
            long[] shape = [.. pair.input.Type.TensorType.Shape.Dim.Select(dim => dim.DimValue)];
            return Tensor.Of(SeededValues.Floats(pair.i + 11, (int)shape.Aggregate((a, b) => a * b)), shape);
        });

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var session = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!;
        return session.Run(inputs);
    }
}
