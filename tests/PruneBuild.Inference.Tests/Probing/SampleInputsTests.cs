using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Probing;

[TestClass]
public sealed class SampleInputsTests
{
    [TestMethod]
    public void IdsStayWithinTheTableThatTheyIndex()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "sequence").Weight("table", 1, 3, 2)
            .Node("Gather", ["table", "ids"], ["y"]).Output("y").Build();

        var ids = TestModels.Must(SampleInputs.Create(model, new Dictionary<string, long> { ["batch"] = 20, ["sequence"] = 20 }))["ids"];

        CollectionAssert.AreEquivalent(new long[] { 0, 1, 2 }, ids.ToInt64s().Distinct().ToArray());
    }

    [TestMethod]
    public void MasksAreOnes()
    {
        var model = new ModelBuilder().Input("attention_mask", ElementType.Int64, 2, 3)
            .Node("Identity", ["attention_mask"], ["y"]).Output("y").Build();

        Assert.IsTrue(TestModels.Must(SampleInputs.Create(model))["attention_mask"].ToInt64s().All(value => value == 1));
    }

    [TestMethod]
    public void AnEncodedImageIsNotMadeUp()
    {
        var model = new ModelBuilder()
            .Input("file", ElementType.UInt8, 100).Node("DecodeImage", ["file"], ["y"]).Output("y").Build();

        var created = SampleInputs.Create(model);

        Assert.AreEqual("PB3008", created.Diagnostics.Single().Code);
        Assert.Contains("input 'file' is an encoded image", created.Diagnostics[0].Message);
    }

    [TestMethod]
    public void MoreIdsThanAProbeCanHoldAreRefused()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, 1024, 1024).Weight("table", 1, 3, 2)
            .Node("Gather", ["table", "ids"], ["y"]).Output("y").Build();

        var created = SampleInputs.Create(model);

        Assert.AreEqual("PB3008", created.Diagnostics.Single().Code);
        StringAssert.Contains(created.Diagnostics[0].Message, "'ids'");
    }

    [TestMethod]
    public void ATableGatheredAlongAnAxisItDoesNotHaveSaysNothingAboutIds()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, 2).Weight("table", 1, 3, 2)
            .Node("Gather", ["table", "ids"], ["y"], ("axis", 5)).Output("y").Build();

        Assert.AreEqual(2L, TestModels.Must(SampleInputs.Create(model))["ids"].Count);
        Assert.AreEqual("PB3004", SampleInputs.Probe(model, Device.Cpu).Diagnostics.Single().Code);
    }

    /// <summary>Seven records of a large image cost more than twice as much as they tell.</summary>
    [TestMethod]
    [DataRow(8, 3)]
    [DataRow(512, 2)]
    public void WhatImagesAreCountedWithIsTheBatchWhateverItsName(int size, int records)
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "None", 3, size, size)
            .Node("Relu", ["x"], ["y"]).Output("y").Build();

        Assert.AreEqual(records, TestModels.Must(SampleInputs.Probe(model, Device.Cpu)).Inputs["x"].Shape[0]);
    }

    [TestMethod]
    public void ANameThatCountsSomethingElseTooIsNoBatch()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "None", 3, "None", 8)
            .Node("Relu", ["x"], ["y"]).Output("y").Build();

        Assert.AreEqual(7L, TestModels.Must(SampleInputs.Probe(model, Device.Cpu)).Inputs["x"].Shape[0]);
    }

    [TestMethod]
    public void OpenSizesAreTriedUntilOneFits()
    {
        // Four halvings by a window that must divide: no prime survives, 64 does.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 1, "height", "width").Integers("shape", 0, 1, 16, -1)
            .Node("MaxPool", ["x"], ["p"], ("kernel_shape", new long[] { 4, 4 }), ("strides", new long[] { 4, 4 }))
            .Node("Reshape", ["p", "shape"], ["y"]).Output("y").Build();

        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        Assert.AreEqual(64L, probed.Inputs["x"].Shape[2]);
        Assert.AreEqual(16L, probed.Facts.Find("y")!.Shape[2]);
    }

    [TestMethod]
    public void RawSoundHasThousandsOfSamples()
    {
        // A window of 127 samples every 64, then one of 12 of these: shorter sound than 831 samples has no answer.
        var model = new ModelBuilder().Input("sound", ElementType.Float, "batch_size", "num_samples").Integers("channel", 1)
            .Node("Unsqueeze", ["sound", "channel"], ["x"]).Weight("first", 1, 4, 1, 127).Weight("second", 2, 4, 4, 12)
            .Node("Conv", ["x", "first"], ["h"], ("strides", new long[] { 64 })).Node("Conv", ["h", "second"], ["y"])
            .Output("y").Build();

        var probed = SampleInputs.Probe(model, Device.Cpu).Value!;

        Assert.IsGreaterThanOrEqualTo(831, probed.Inputs["sound"].Shape[1]);
    }

    [TestMethod]
    public void TheStateOfARecurrentCellHasAsManyRecordsAsItsInput()
    {
        // As exporters write it: no dimension has a name, and the state's middle one is not the input's sequence.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "", "").Input("state", ElementType.Float, 1, "", 4).Input("rate", ElementType.Int64)
            .Integers("axis", 2).Weight("w", 1, 1, 12, 1).Weight("r", 1, 1, 12, 4)
            .Node("Unsqueeze", ["x", "axis"], ["rows"]).Node("Transpose", ["rows"], ["steps"], ("perm", new long[] { 1, 0, 2 }))
            .Node("GRU", ["steps", "w", "r", "", "", "state"], ["y", "last"], ("hidden_size", 4L))
            .Node("Identity", ["rate"], ["same"]).Output("y").Output("last").Output("same").Build();

        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        CollectionAssert.AreEqual(new long[] { 3, 7 }, probed.Inputs["x"].Shape.ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 3, 4 }, probed.Inputs["state"].Shape.ToArray());
        var like = TestModels.Must(SampleInputs.CreateLike(model, probed.Inputs, 5));
        CollectionAssert.AreEqual(new long[] { 1, 3, 4 }, like["state"].Shape.ToArray());
        Assert.AreNotEqual(probed.Inputs["x"].ToFloats()[0], like["x"].ToFloats()[0]);
    }

    [TestMethod]
    public void OtherInputsLikeASampleHaveTheSizesThatItWasFoundToNeed()
    {
        // Rows of 64 alone can be cut into eights, and no open size has a name.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "", "").Integers("shape", 0, -1, 8)
            .Node("Reshape", ["x", "shape"], ["y"]).Output("y").Build();

        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        Assert.AreEqual(64L, probed.Inputs["x"].Shape[1]);
        Assert.AreEqual(64L, TestModels.Must(SampleInputs.CreateLike(model, probed.Inputs, 1))["x"].Shape[1]);
    }

    [TestMethod]
    [DataRow(2L)]
    [DataRow(4L)]
    public void TheWidthOfHeadsThatACacheLeavesOpenIsThatOfTheWeights(long heads)
    {
        var probed = TestModels.Must(SampleInputs.Probe(Generative(heads), Device.Cpu));

        Assert.AreEqual(ValueList.Create<long>([3, 1, 0, 8]), probed.Inputs["past_key_values.0.key"].Shape);
        Assert.AreEqual(probed.Inputs["x"].Shape[1], probed.Inputs["attention_mask"].Shape[1]);
        Assert.AreEqual(ValueList.Create<long>([3, 1, probed.Inputs["x"].Shape[1], 8]), probed.Facts.Find("present.0.value")!.Shape);
    }

    [TestMethod]
    public void CountsOfPositionsThatAttentionReadsAgreeWithTheSizes()
    {
        var model = Grouped(new ModelBuilder().Domain("com.microsoft"), 2)
            .Input("seqlens_k", ElementType.Int32, "batch_size").Input("total_sequence_length", ElementType.Int32).Build();

        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        CollectionAssert.AreEqual(new long[] { 6, 6, 6 }, probed.Inputs["seqlens_k"].ToInt64s());
        CollectionAssert.AreEqual(new long[] { 7 }, probed.Inputs["total_sequence_length"].ToInt64s());
    }

    [TestMethod]
    public void CachesOfMultiHeadAttentionHavePositions()
    {
        var model = new ModelBuilder().Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", "sequence", 6)
            .Input("k", ElementType.Float, "batch", 2, "past", "width").Input("v", ElementType.Float, "batch", 2, "past", "value_width")
            .Weight("q", 1, 6, 8).Weight("kw", 2, 6, 8).Weight("vw", 3, 6, 12).Weight("bias", 4, 8)
            .Node("MatMul", ["x", "q"], ["q0"]).Node("Add", ["q0", "bias"], ["q1"])
            .Node("MatMul", ["x", "kw"], ["k1"]).Node("MatMul", ["x", "vw"], ["v1"])
            .Node("com.microsoft:MultiHeadAttention", ["q1", "k1", "v1", "", "", "", "k", "v"], ["y", "k2", "v2"], ("num_heads", 2))
            .Output("y").Output("k2").Output("v2").Build();

        var inputs = TestModels.Must(SampleInputs.Create(model));

        Assert.AreEqual(4L, inputs["k"].Shape[3]);
        Assert.AreEqual(6L, inputs["v"].Shape[3]);
        Assert.IsGreaterThan(1L, inputs["k"].Shape[2]);
    }

    [TestMethod]
    public void ASizeThatIsASumByItsNameIsTheSum()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence").Input("past", ElementType.Float, "batch", "past_sequence")
            .Input("all", ElementType.Float, "batch", "past_sequence + sequence")
            .Node("Concat", ["past", "x"], ["joined"], ("axis", 1)).Node("Mul", ["joined", "all"], ["y"]).Output("y").Build();

        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        Assert.AreEqual(probed.Inputs["x"].Shape[1] + probed.Inputs["past"].Shape[1], probed.Inputs["all"].Shape[1]);
        Assert.AreNotEqual(probed.Inputs["x"].Shape[1], probed.Inputs["past"].Shape[1]);
    }

    [TestMethod]
    public void WhereNothingMadeUpRunsRecordsOfTheDataAreTheSample()
    {
        // Nine numbers in a row are no size that anybody would guess.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "wide").Integers("shape", -1, 9).Weight("w", 1, 9, 2)
            .Node("Reshape", ["x", "shape"], ["r"]).Node("Add", ["x", "r"], ["s"]).Node("MatMul", ["s", "w"], ["y"]).Output("y").Build();
        var inputs = new Dictionary<string, Tensor>
        {
            ["x"] = Tensor.Of(SeededValues.Floats(1, 45), 5, 9),
            ["more"] = Tensor.Of(SeededValues.Floats(1, 5), 5),
        };
        var data = new Batch(inputs, [0, 1, 2, 3, 4]);

        Assert.AreEqual("PB3008", SampleInputs.Probe(model, Device.Cpu).Diagnostics.Single().Code);
        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu, data: () => data));

        Assert.AreEqual(ValueList.Create<long>([3, 9]), probed.Inputs["x"].Shape);
        CollectionAssert.AreEqual(new[] { "x" }, probed.Inputs.Keys.ToArray());
        Assert.AreEqual(ValueList.Create<long>([3, 2]), probed.Facts.Find("y")!.Shape);
    }

    [TestMethod]
    public void DataThatDoesNotRunEitherSaysWhy()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "wide").Integers("shape", -1, 9)
            .Node("Reshape", ["x", "shape"], ["r"]).Node("Add", ["x", "r"], ["y"]).Output("y").Build();
        var data = new Batch(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 50), 5, 10) }, [0, 1, 2, 3, 4]);

        Assert.AreEqual("PB3005", SampleInputs.Probe(model, Device.Cpu, data: () => data).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameInputs()
    {
        var model = TestModels.Chain();

        CollectionAssert.AreEqual(Values(1), Values(1));
        CollectionAssert.AreNotEqual(Values(1), Values(2));

        float[] Values(int seed) => TestModels.Must(SampleInputs.Create(model, seed: seed))["x"].ToFloats();
    }

    [TestMethod]
    public void AnInputOfTextIsRefusedByName()
    {
        var model = new ModelBuilder().Input("sentence", ElementType.String, "n").Node("Identity", ["sentence"], ["y"]).Output("y").Build();

        var created = SampleInputs.Create(model);

        Assert.AreEqual("PB3008", created.Diagnostics.Single().Code);
        StringAssert.Contains(created.Diagnostics[0].Message, "'sentence'");
    }

    [TestMethod]
    public void ATextThatBeginsHasEmptyCaches()
    {
        var empty = EmptyCaches.Of(Generative(2));

        CollectionAssert.AreEquivalent(new[] { "past_key_values.0.key", "past_key_values.0.value" }, empty.Keys.ToArray());
        Assert.AreEqual(ValueList.Create<long>([1, 0, 8]), empty["past_key_values.0.key"].Shape, "no mask, and a width that weights state");
        Assert.AreEqual(0, empty["past_key_values.0.key"].Count);
    }

    [TestMethod]
    [DataRow("past_sequence_length", 4L, true)]
    [DataRow("past_sequence_length", 0L, false)]
    [DataRow("length", 4L, false)]
    [DataRow("past_sequence_length + sequence_length", 4L, false)]
    public void WithoutAnOperatorThatReadsThemTheirAxisTells(string axis, long width, bool isCache)
    {
        // Hugging Face's exporter concatenates earlier keys with those of this position.
        var model = new ModelBuilder().Input("x", ElementType.Float16, "batch", 2, "sequence", width == 0 ? "width" : width)
            .Input("earlier", ElementType.Float16, "batch", 2, axis, width == 0 ? "width" : width)
            .Node("Concat", ["earlier", "x"], ["y"], ("axis", 2)).Output("y").Build();

        var empty = EmptyCaches.Of(model);

        Assert.AreEqual(isCache, empty.ContainsKey("earlier"));
        Assert.IsFalse(empty.ContainsKey("x"));
        if (isCache)
            Assert.AreEqual((ElementType.Float16, ValueList.Create<long>([2, 0, 4])), (empty["earlier"].Type, empty["earlier"].Shape));
    }

    [TestMethod]
    public void ACacheOfAFixedLengthIsNotEmpty()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 2, "sequence", 4)
            .Input("past", ElementType.Float, "batch", 2, 16, 4).Node("Concat", ["past", "x"], ["y"], ("axis", 2)).Output("y").Build();

        Assert.IsEmpty(EmptyCaches.Of(model));
    }

    /// <summary>A model as onnxruntime-genai writes it: a mask counts the positions that attention shall see.</summary>
    private static OnnxModel Generative(long heads) => Grouped(
        new ModelBuilder().Domain("com.microsoft").Input("attention_mask", ElementType.Int64, "batch_size", "total_sequence_length")
            .Integers("one", 1).Scalar("axis", 1L)
            .Node("ReduceSum", ["attention_mask", "one"], ["sum"], ("keepdims", 0)).Node("Sub", ["sum", "one"], ["last"])
            .Node("Cast", ["last"], ["seqlens_k"], ("to", (int)ElementType.Int32))
            .Node("Shape", ["attention_mask"], ["shape"]).Node("Gather", ["shape", "axis"], ["total"])
            .Node("Cast", ["total"], ["total_sequence_length"], ("to", (int)ElementType.Int32)), heads).Build();

    private static ModelBuilder Grouped(ModelBuilder model, long heads) => model
        .Input("x", ElementType.Float, "batch_size", "sequence_length", 6)
        .Input("past_key_values.0.key", ElementType.Float, "batch_size", 1, "past_sequence_length", "kv_cache_dim")
        .Input("past_key_values.0.value", ElementType.Float, "batch_size", 1, "past_sequence_length", "kv_cache_dim")
        .Weight("qkv", 1, 6, 8 * (heads + 2)).Node("MatMul", ["x", "qkv"], ["projected"])
        .Node(
            "com.microsoft:GroupQueryAttention",
            ["projected", "", "", "past_key_values.0.key", "past_key_values.0.value", "seqlens_k", "total_sequence_length"],
            ["y", "present.0.key", "present.0.value"],
            ("num_heads", heads), ("kv_num_heads", 1))
        .Output("y").Output("present.0.key").Output("present.0.value");
}
