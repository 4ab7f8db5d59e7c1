using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures;

[TestClass]
public sealed class DimensionInferenceTests
{
    [TestMethod]
    public void HiddenLayersOfAnMlpAreNeurons()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());

        CollectionAssert.AreEqual(new[] { "Neurons first: 10×1", "Neurons second: 8×1" }, inferred.Groups);
        inferred.Prove();
    }

    [TestMethod]
    public void AnEncoderLayerHasHeadsHeadWidthsAndNeurons()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());

        var kinds = inferred.Structure.Groups.Select(group => (group.Kind, group.Units)).ToArray();
        CollectionAssert.AreEquivalent(
            new[] { (StructureKind.HeadWidth, 4), (StructureKind.Heads, 3), (StructureKind.HeadWidth, 4), (StructureKind.Neurons, 10) },
            kinds);
        inferred.Prove();
    }

    [TestMethod]
    public void HeadsTakeQueryKeyValueAndOutputTogether()
    {
        var heads = Inferred.Of(TinyModels.Encoder()).Structure.Groups.Single(group => group.Kind == StructureKind.Heads);

        CollectionAssert.AreEquivalent(
            new[]
            {
                "attention.query.weight", "attention.query.bias", "attention.key.weight",
                "attention.value.weight", "attention.output.weight",
            },
            heads.Slices.Select(slice => slice.Tensor).ToArray());
        Assert.AreEqual("attention", heads.Id);
        Assert.AreEqual(4, heads.UnitWidth);
    }

    [TestMethod]
    public void AWidthThatLayerNormalizationReadsIsRefusedByName()
    {
        var inferred = Inferred.Of(TinyModels.Encoder());
        var refusal = inferred.Structure.Refusals.Single(refusal => refusal.Size == 12);

        // The graph's input comes first: it carries the same width. Only the two products inside attention do without it.
        Assert.AreEqual("graph input", refusal.Operator);
        double sequence = inferred.Probe.Inputs["x"].Shape[1];
        double withWidth = (4 * 12 * 12) + (2 * 12 * 10);
        Assert.AreEqual(withWidth / (withWidth + (2 * sequence * 12)), refusal.MacShare, 1e-9);
    }

    /// <summary>A classifier on the first token divides the sequence into that token and the others.</summary>
    [TestMethod]
    [DataRow(20.0)]
    [DataRow(25.5)]
    [DataRow(1.0)]
    public void WorkIsPricedAtTheSizesThatAreGivenWhereAPartOfThemIsRead(double sequence)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence", 6).Weight("w", 1, 6, 5).Weight("v", 2, 5, 2)
            .Integers("start", 0).Integers("end", 1).Integers("axis", 1)
            .Node("MatMul", ["x", "w"], ["h"]).Node("Slice", ["h", "start", "end", "axis"], ["first"])
            .Node("MatMul", ["first", "v"], ["y"]).Output("y").Build();
        var inferred = Inferred.Of(model);

        var cost = DimensionInference.Infer(
            inferred.Model, inferred.Probe.Facts, new Dictionary<string, double> { ["sequence"] = sequence }).Cost;

        Assert.AreEqual((sequence * 6 * 5) + (5 * 2), cost.Macs(new Dictionary<string, int>()), 1e-9);
    }

    /// <summary>A table of positions is cut to the record's length when it runs; it is as large as it is.</summary>
    [TestMethod]
    public void ConstantsAreCountedAsTheyAreWhateverTheLengthOfARecord()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence", 6).Weight("positions", 1, 40, 6).Weight("w", 2, 6, 5)
            .Integers("zero", 0).Integers("axis", 0).Integers("one", 1)
            .Node("Shape", ["x"], ["shape"], ("start", 1L), ("end", 2L))
            .Node("Slice", ["positions", "zero", "shape", "axis", "one"], ["p"])
            .Node("Add", ["x", "p"], ["h"]).Node("MatMul", ["h", "w"], ["y"]).Output("y").Build();
        var inferred = Inferred.Of(model);

        var cost = DimensionInference.Infer(
            inferred.Model, inferred.Probe.Facts, new Dictionary<string, double> { ["sequence"] = 20 }).Cost;

        Assert.AreEqual((40 * 6) + (6 * 5), cost.Parameters(new Dictionary<string, int>()), 1e-9);
        Assert.AreEqual(20 * 6 * 5, cost.Macs(new Dictionary<string, int>()), 1e-9);
    }

    [TestMethod]
    public void ChannelsInsideABlockAndTheResidualWidthAreFoundApart()
    {
        var inferred = Inferred.Of(TinyModels.ResidualConvolutions());

        var found = inferred.Structure.Groups.ToDictionary(group => group.Kind);
        Assert.AreEqual(5, found[StructureKind.Channels].Units);
        Assert.AreEqual("block.first", found[StructureKind.Channels].Id);
        Assert.AreEqual(4, found[StructureKind.Width].Units);
        Assert.HasCount(2, found[StructureKind.Width].Consumers, "the block and the classifier");
        inferred.Prove();
    }

    [TestMethod]
    public void AnUnknownOperatorPinsWhatItTouchesAndNothingElse()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("a", 1, 6, 7).Weight("b", 2, 7, 5).Weight("c", 3, 5, 4)
            .Node("MatMul", ["x", "a"], ["h"]).Node("Relu", ["h"], ["i"])
            .Node("MatMul", ["i", "b"], ["j"]).Node("TopK", ["j", "k"], ["values", "indices"])
            .Node("MatMul", ["j", "c"], ["y"]).Integers("k", 2)
            .Output("y").Output("values").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEqual(new[] { 7 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        var refusal = inferred.Structure.Refusals.Single(refusal => refusal.Size == 5);
        Assert.AreEqual("TopK", refusal.Operator);
        inferred.Prove();
    }

    [TestMethod]
    public void ARuleThatFailsRefusesWhatItsNodeTouchesAndNothingElse()
    {
        // No runtime takes this order of axes; the facts are made by hand.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, 2, 6)
            .Weight("a", 1, 6, 7).Weight("b", 2, 7, 5).Weight("c", 3, 5, 4)
            .Node("MatMul", ["x", "a"], ["h"]).Node("MatMul", ["h", "b"], ["j"])
            .Node("Transpose", ["j"], ["t"], ("perm", new long[] { 0, 9 })).Node("MatMul", ["t", "c"], ["y"]).Output("y").Build();
        var facts = new ShapeFacts(new (string Name, long[] Shape)[]
            { ("x", [2, 6]), ("a", [6, 7]), ("b", [7, 5]), ("c", [5, 4]), ("h", [2, 7]), ("j", [2, 5]), ("t", [2, 5]), ("y", [2, 4]) }
            .ToDictionary(value => value.Name, value => new ValueFact(ElementType.Float, value.Shape.ToValueList())));

        var structure = DimensionInference.Infer(model, facts);

        Assert.AreEqual(7, structure.Groups.Single().Units);
        var refusal = structure.Refusals.Single(refusal => refusal is { Size: 5, Where: "b" });
        Assert.AreEqual(("t", "Transpose"), (refusal.Node, refusal.Operator));
        StringAssert.Contains(refusal.Reason, nameof(IndexOutOfRangeException));
    }

    [TestMethod]
    public void ConcatenatedBranchesAreSegmentsOfTheirOwn()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("left", 1, 6, 5).Weight("right", 2, 6, 3).Weight("out", 3, 8, 2)
            .Node("MatMul", ["x", "left"], ["a"]).Node("MatMul", ["x", "right"], ["b"])
            .Node("Concat", ["a", "b"], ["c"], ("axis", 1)).Node("Sigmoid", ["c"], ["d"])
            .Node("MatMul", ["d", "out"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEqual(new[] { 5, 3 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        Assert.AreEqual(5, inferred.Structure.Groups[1].Consumers[0].TapPattern.Offset);
        inferred.Prove();
    }

    [TestMethod]
    public void APackedProjectionThatIsSplitKeepsItsPartsAligned()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("packed", 1, 6, 10).Weight("out", 2, 5, 2).Integers("sizes", 5, 5)
            .Node("MatMul", ["x", "packed"], ["p"]).Node("Split", ["p", "sizes"], ["gate", "up"], ("axis", 1))
            .Node("Sigmoid", ["gate"], ["g"]).Node("Mul", ["g", "up"], ["h"])
            .Node("MatMul", ["h", "out"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.HasCount(1, inferred.Structure.Groups);
        Assert.HasCount(2, inferred.Structure.ConstantSizes, "both split sizes follow");
        inferred.Prove();
    }

    [TestMethod]
    public void APaddedShortcutCouplesTheNarrowWidthToTheMiddleOfTheWideOne()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3)
            .Weight("narrow", 1, 3, 4).Weight("wide", 2, 4, 8).Weight("out", 3, 8, 2).Integers("pads", 0, 2, 0, 2)
            .Node("MatMul", ["x", "narrow"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("MatMul", ["b", "wide"], ["c"]).Node("Pad", ["b", "pads"], ["d"]).Node("Add", ["c", "d"], ["e"])
            .Node("MatMul", ["e", "out"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEquivalent(new[] { 4, 2, 2 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void OneShapeConstantForTwoWidthsIsCopied()
    {
        // The same integer states the inner width of two branches that nothing else couples.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("a", 1, 6, 8).Weight("b", 2, 6, 8).Weight("c", 3, 4, 3).Weight("d", 4, 4, 3).Integers("shape", -1, 2, 4)
            .Node("MatMul", ["x", "a"], ["a1"]).Node("Identity", ["shape"], ["shared"])
            .Node("Reshape", ["a1", "shared"], ["a2"]).Node("MatMul", ["a2", "c"], ["a3"])
            .Node("MatMul", ["x", "b"], ["b1"]).Node("Reshape", ["b1", "shared"], ["b2"]).Node("MatMul", ["b2", "d"], ["b3"])
            .Output("a3").Output("b3").Build();

        var inferred = Inferred.Of(model);

        Assert.HasCount(2, inferred.Structure.Groups.Where(group => group.Units == 4).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void ReadersOfOneMergedBiasAreNotCoupled()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6)
            .Weight("a", 1, 6, 5).Weight("b", 2, 5, 5).Weight("c", 3, 5, 2).Weight("zeros", 4, 5)
            .Node("MatMul", ["x", "a"], ["a1"]).Node("Add", ["a1", "zeros"], ["a2"]).Node("Relu", ["a2"], ["a3"])
            .Node("MatMul", ["a3", "b"], ["b1"]).Node("Add", ["b1", "zeros"], ["b2"]).Node("Relu", ["b2"], ["b3"])
            .Node("MatMul", ["b3", "c"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.HasCount(2, inferred.Structure.Groups);
        inferred.Prove();
    }

    [TestMethod]
    [DataRow("models", "sst2-minilm", "sst2-minilm.onnx", 6, 12, 1536)]
    [DataRow("models", "sentiment-small", "sentiment-small.onnx", 2, 12, 1536)]
    public void RealEncodersShowAllHeadsAndNeurons(string a, string b, string file, int layers, int heads, int neurons)
    {
        var inferred = Inferred.Of(Read(a, b, file));

        var groups = inferred.Structure.Groups;
        Assert.AreEqual(layers, groups.Count(group => group.Kind == StructureKind.Heads && group.Units == heads && group.UnitWidth == 32));
        Assert.AreEqual(layers, groups.Count(group => group.Kind == StructureKind.Neurons && group.Units == neurons));
        inferred.Prove();
    }

    [TestMethod]
    [DataRow("resnet20-cifar10.onnx", 9)]
    [DataRow("resnet32-cifar10.onnx", 15)]
    [DataRow("resnet56-cifar10.onnx", 27)]
    public void RealResNetsShowTheInnerChannelsOfEveryBlock(string file, int blocks)
    {
        var inferred = Inferred.Of(Read("data", "cifar10-resnet", file));

        Assert.AreEqual(blocks, inferred.Structure.Groups.Count(group => group.Kind == StructureKind.Channels));
        Assert.IsTrue(
            inferred.Structure.Groups.Any(group => group.Kind == StructureKind.Width), "the first stage's width is coupled, not lost");
        inferred.Prove();
    }

    [TestMethod]
    [DataRow("mnist-mlps", "mnist-net_256x4.onnx", 4, 256)]
    [DataRow("mnist-mlps", "ffnnSIGMOID_6x200.onnx", 6, 200)]
    public void RealMlpsShowEveryHiddenLayer(string folder, string file, int layers, int neurons)
    {
        var inferred = Inferred.Of(Read("data", folder, file));

        Assert.AreEqual(layers, inferred.Structure.Groups.Count(group => group.Kind == StructureKind.Neurons && group.Units == neurons));
        inferred.Prove();
    }

    [TestMethod]
    [DataRow("resnet_2b.onnx")]
    [DataRow("resnet_4b.onnx")]
    [DataRow("marabou_cifar10_medium.onnx")]
    [DataRow("vit_ibp_3_3_8.onnx")]
    public void SmallPublishedNetsAreCutRight(string file)
    {
        var inferred = Inferred.Of(Read("data", "cifar10-small-nets", file));

        Assert.IsGreaterThan(0, inferred.Structure.Groups.Count);
        inferred.Prove();
    }

    [TestMethod]
    public void AVectorThatANodeHoldsFollows()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("first", 1, 6, 4).Weight("second", 2, 4, 3)
            .Node("Constant", [], ["scale"], ("value_floats", new[] { 1f, 2f, 3f, 4f }))
            .Node("MatMul", ["x", "first"], ["a"]).Node("Mul", ["a", "scale"], ["b"]).Node("Relu", ["b"], ["c"])
            .Node("MatMul", ["c", "second"], ["y"])
            .Output("y").Build());

        Assert.AreEqual(4, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    /// <summary>A cut would leave the whole matrix for the callers, and put a copy beside it.</summary>
    [TestMethod]
    public void AMatrixThatTheGraphPutsOutStays()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("first", 1, 6, 8).Weight("bias", 2, 8)
            .Weight("second", 3, 8, 5).Weight("third", 4, 5, 3)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Add", ["a", "bias"], ["b"]).Node("Relu", ["b"], ["c"])
            .Node("MatMul", ["c", "second"], ["d"]).Node("Relu", ["d"], ["e"]).Node("MatMul", ["e", "third"], ["y"])
            .Output("y").Output("first", ElementType.Float, 6, 8).Build());

        Assert.AreEqual(5, inferred.Structure.Groups.Single().Units);
        Assert.AreEqual("graph output", inferred.Structure.Refusals.Single(refusal => refusal.Size == 8).Operator);
    }

    private static OnnxModel Read(params string[] path)
    {
        var model = OnnxReader.Read(SharedFolder.Require(path));
        Assert.IsTrue(model.IsOk, string.Join("; ", model.Diagnostics));
        return model.Value;
    }
}
