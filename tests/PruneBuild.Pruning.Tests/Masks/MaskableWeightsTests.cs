using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Masks;

[TestClass]
public sealed class MaskableWeightsTests
{
    [TestMethod]
    public void AnEncoderHasSixWeightsAndNoHead()
    {
        var found = Find(TinyModels.Encoder());
        CollectionAssert.AreEqual(
            new[] { "attention.query", "attention.key", "attention.value", "attention.output", "ffn.up", "ffn.down" }, Ids(found));
        Assert.IsTrue(found.Weights.All(weight => weight.Excluded is null));
        Assert.AreEqual((12, 10), (found.Weights[4].Layout.Features, found.Weights[4].Layout.Outputs));
    }

    [TestMethod]
    public void FirstConvolutionAndHeadStayDenseUnlessNamed()
    {
        var found = Find(TinyModels.ResidualConvolutions());
        CollectionAssert.AreEqual(new[] { "stem", "block.first", "block.second", "head" }, Ids(found).Select(id => id).ToArray());
        StringAssert.Contains(found.Weights[0].Excluded, "first convolution");
        StringAssert.Contains(found.Weights[3].Excluded, "answer");
        Assert.HasCount(2, found.Weights.Where(WeightFilter.Default.Allows).ToArray());
        Assert.IsTrue(new WeightFilter(["head"], []).Allows(found.Weights[3]));
        Assert.IsFalse(new WeightFilter([], ["block.*"]).Allows(found.Weights[1]));
    }

    [TestMethod]
    public void IntegersThatAreMultipliedAsTheyAreAreNamedWithTheReason()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4)
            .Initializer("up.weight", new Tensor(ElementType.Int8, [4, 6], new byte[24]))
            .Initializer("zero", new Tensor(ElementType.Int8, [], new byte[1]))
            .Node("DynamicQuantizeLinear", ["x"], ["q", "scale", "point"])
            .Node("MatMulInteger", ["q", "up.weight", "point", "zero"], ["a"]).Node("Cast", ["a"], ["b"], ("to", 1))
            .Node("Mul", ["b", "scale"], ["y"])
            .Output("y").Build();

        var refusal = Find(model).Refusals.Single();

        Assert.AreEqual(("up.weight", "MatMulInteger", 24L), (refusal.Tensor, refusal.Operator, refusal.Elements));
        StringAssert.Contains(refusal.Reason, "8-bit integers");
    }

    /// <summary>A constant behind scales, zero points or the order of groups is no weight, and gets no line of its own.</summary>
    [TestMethod]
    [DataRow(4, 64)]
    [DataRow(8, 128)]
    public void PackedIntegersAreNamedOnceWithTheirBits(int bits, int bytes)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 32)
            .Initializer("up.weight", new Tensor(ElementType.UInt8, [4, 2, bytes / 8], new byte[bytes]))
            .Initializer("up.scales", Tensor.Of(new float[8], [4, 2]))
            .Initializer("up.zeros", new Tensor(ElementType.UInt8, [4, bits / 4], new byte[bits]))
            .Node(
                "com.microsoft:MatMulNBits", ["x", "up.weight", "up.scales", "up.zeros"], ["y"],
                ("K", 32), ("N", 4), ("bits", bits), ("block_size", 16))
            .Output("y").Build();

        var refusal = Find(model).Refusals.Single();

        Assert.AreEqual(("up.weight", "MatMulNBits", 128L), (refusal.Tensor, refusal.Operator, refusal.Elements));
        StringAssert.StartsWith(refusal.Reason, $"its elements are packed integers of {bits} bits, which MatMulNBits unpacks itself");
    }

    [TestMethod]
    public void LookupTablesAndElementwiseFactorsAreNamedWithTheirReasons()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("table.weight", 1, 20, 8).Weight("shared.weight", 2, 8, 8).Weight("scale", 3, 8, 8)
            .Node("Gather", ["table.weight", "ids"], ["x"])
            .Node("MatMul", ["x", "shared.weight"], ["a"]).Node("MatMul", ["a", "shared.weight"], ["b"])
            .Node("ReduceMean", ["b"], ["c"], ("axes", new long[] { 1 }), ("keepdims", 0))
            .Node("Unsqueeze", ["c", "two"], ["d"]).Integers("two", 1)
            .Node("Mul", ["d", "scale"], ["y"])
            .Output("y").Build();
        var found = Find(model);
        StringAssert.Contains(found.Weights[0].Excluded, "lookup");
        Assert.AreEqual(("shared", "a", "b"), (found.Weights[1].Id, found.Weights[1].Node, found.Weights[1].Others.Single().Node));
        Assert.IsFalse(found.Weights[1].IsFactor, "two nodes cannot gain one bias");
        StringAssert.Contains(found.Refusals.Single(refusal => refusal.Tensor == "scale").Reason, "element by element");
    }

    [TestMethod]
    public void IntegersWhoseNumbersTwoNodesReadAreShared()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 8)
            .Initializer("w", Tensor.Of(ElementType.Int8, [.. Enumerable.Range(-32, 64).Select(i => (byte)(sbyte)i)], 8, 8))
            .Initializer("s", Tensor.Of([0.1f], []))
            .Node("DequantizeLinear", ["w", "s"], ["wf"])
            .Node("MatMul", ["x", "wf"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "wf"], ["y"])
            .Output("y").Build();
        var found = Find(model);
        Assert.IsEmpty(found.Refusals);
        Assert.AreEqual("w", found.Weights.Single().Tensor);
        CollectionAssert.AreEqual(new[] { "a", "y" }, found.Weights.Single().Nodes.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AnIdentityCarriesAWeightToItsNode(bool quantized)
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", 8);
        _ = quantized
            ? builder.Initializer("w", Tensor.Of(ElementType.Int8, [.. Enumerable.Range(-32, 64).Select(i => (byte)(sbyte)i)], 8, 8))
                .Scalar("s", 0.1f)
                .Node("DequantizeLinear", ["w", "s"], ["decoded"]).Node("Identity", ["decoded"], ["same"])
            : builder.Weight("w", 1, 8, 8).Node("Identity", ["w"], ["same"]);
        var model = builder.Node("MatMul", ["x", "same"], ["y"]).Output("y").Build();

        var weight = Find(model).Weights.Single();

        Assert.AreEqual("w", weight.Tensor);
        var index = new GraphIndex(model.Graph);
        var read = MaskedWeightEditor.Read(model, index, weight);
        Assert.AreEqual(quantized ? -3.2 : model.Read(index.Constant("w")!).ToFloats()[0], read[0][0, 0], 1e-6);
        Assert.AreEqual("w", MaskedWeightEditor.Store(model, index, weight, read).Name);
    }

    [TestMethod]
    [DataRow("MatMul")]
    [DataRow("Conv")]
    public void ATransposeCarriesAWeightWhosePatternsLieAlongWhatIsMultiplied(string op)
    {
        var builder = new ModelBuilder();
        var model = (op == "MatMul"
            ? builder.Input("x", ElementType.Float, "batch", 8).Weight("w", 1, 12, 8)
                .Node("Transpose", ["w"], ["seen"], ("perm", new long[] { 1, 0 }))
            : builder.Input("x", ElementType.Float, "batch", 8, 5, 5).Weight("w", 1, 3, 3, 8, 12)
                .Node("Transpose", ["w"], ["seen"], ("perm", new long[] { 3, 2, 0, 1 })))
            .Node(op, ["x", "seen"], ["y"]).Output("y").Build();

        var found = Find(model);

        Assert.IsEmpty(found.Refusals);
        var (weight, index) = (found.Weights.Single(), new GraphIndex(model.Graph));
        var window = op == "Conv" ? 9 : 1;
        Assert.AreEqual(("w", 8 * window, 12), (weight.Tensor, weight.Layout.Features, weight.Layout.Outputs));
        var (stored, read) = (model.Read(index.Constant("w")!).ToFloats(), MaskedWeightEditor.Read(model, index, weight)[0]);
        // The second feature of the third output, at the first element of a kernel.
        Assert.AreEqual(stored[op == "Conv" ? 12 + 2 : (2 * 8) + 1], read[1, 2], 1e-7);
        CollectionAssert.AreEqual(stored, model.Read(MaskedWeightEditor.Store(model, index, weight, [read])).ToFloats());
    }

    [TestMethod]
    public void AWeightThatAnIdentityGivesToASecondNodeIsShared()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("w", 1, 8, 8)
            .Node("Identity", ["w"], ["same"]).Node("MatMul", ["x", "w"], ["a"]).Node("MatMul", ["a", "same"], ["y"]).Output("y").Build();

        var found = Find(model);

        Assert.IsEmpty(found.Refusals);
        CollectionAssert.AreEqual(new[] { "x", "a" }, found.Weights.Single().Consumers.Select(consumer => consumer.Tap).ToArray());
    }

    [TestMethod]
    [DataRow("Transpose", "read it alike")]
    [DataRow("Add", "element by element")]
    public void AWeightThatTwoNodesReadDifferentlyIsNone(string other, string reason)
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, 8, 8).Weight("w", 1, 8, 8).Node("MatMul", ["x", "w"], ["a"]);
        var model = (other == "Add"
            ? builder.Node("Add", ["a", "w"], ["y"])
            : builder.Node("Transpose", ["w"], ["turned"], ("perm", new long[] { 1, 0 })).Node("MatMul", ["a", "turned"], ["y"]))
            .Output("y").Build();

        var found = Find(model);

        Assert.IsEmpty(found.Weights);
        StringAssert.Contains(found.Refusals.Single().Reason, reason);
    }

    [TestMethod]
    public void AnEmbeddingThatIsTiedToTheHeadStaysDenseAndTheLayerBeforeItDoesNot()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "sequence").Weight("embedding", 1, 20, 8).Weight("up", 2, 8, 8)
            .Node("Gather", ["embedding", "ids"], ["x"]).Node("MatMul", ["x", "up"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("Transpose", ["embedding"], ["turned"], ("perm", new long[] { 1, 0 })).Node("MatMul", ["b", "turned"], ["y"])
            .Output("y").Build();

        var found = Find(model);

        CollectionAssert.AreEqual(new[] { "up", "embedding" }, Ids(found));
        Assert.IsNull(found.Weights[0].Excluded);
        var tied = found.Weights[1];
        StringAssert.Contains(tied.Excluded, "lookup table and makes the model's answer");
        Assert.IsTrue(tied.IsHead && tied.IsLookup && tied.Layout.OutputsFirst);
        Assert.AreEqual("b", tied.Consumers.Single().Tap);
        Assert.IsTrue(new WeightFilter(["embedding"], []).Allows(tied));
    }

    [TestMethod]
    public void OnlyTheLastWeightMakesTheAnswerAlsoWhereMasksDoNotKnowIt()
    {
        // The head's matrix is stored as integers that are multiplied as they are.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 8).Weight("up", 1, 8, 8)
            .Initializer("head", new Tensor(ElementType.Int8, [8, 6], new byte[48]))
            .Initializer("zero", new Tensor(ElementType.Int8, [], new byte[1]))
            .Node("MatMul", ["x", "up"], ["a"]).Node("DynamicQuantizeLinear", ["a"], ["q", "scale", "point"])
            .Node("MatMulInteger", ["q", "head", "point", "zero"], ["b"]).Node("Cast", ["b"], ["c"], ("to", 1))
            .Node("Mul", ["c", "scale"], ["y"])
            .Output("y").Build();

        var weight = Find(model).Weights.Single();

        Assert.IsNull(weight.Excluded);
        Assert.IsFalse(weight.IsHead);
    }

    [TestMethod]
    public void WeightsInBodiesAreNamedWithTheReason()
    {
        var body = new ModelBuilder().Weight("inner", 2, 8, 8).Node("MatMul", ["a", "inner"], ["then"]).Output("then").BuildGraph();
        var other = new ModelBuilder().Node("MatMul", ["a", "outer"], ["else"]).Output("else").BuildGraph();
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("up", 1, 8, 8).Weight("outer", 3, 8, 8)
            .Initializer("yes", Tensor.Of([1f], [])).Node("Cast", ["yes"], ["condition"], ("to", 9))
            .Node("MatMul", ["x", "up"], ["a"]).Node("If", ["condition"], ["y"], ("then_branch", body), ("else_branch", other)).Output("y");

        var found = Find(builder.Build());

        Assert.IsNull(found.Weights.Single().Excluded, "the branches make the answer");
        CollectionAssert.AreEqual(new[] { "inner", "outer" }, found.Refusals.Select(refusal => refusal.Tensor).ToArray());
        Assert.IsTrue(found.Refusals.All(refusal => refusal.IsInBody && refusal.Reason.Contains("body of If", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void FeaturesOfATransposedOperandLieOnItsFirstAxis()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 8, "batch").Weight("w", 1, 8, 6)
            .Node("Gemm", ["x", "w"], ["a"], ("transA", 1)).Node("Relu", ["a"], ["y"]).Output("y").Build();

        var weight = Find(model).Weights.Single();

        Assert.AreEqual(("x", 0, 8, 6), (weight.Inputs!.Tap, weight.Inputs.TapAxis, weight.Layout.Features, weight.Layout.Outputs));
    }

    [TestMethod]
    public void RecurrentCellsHaveWeightsForInputsAndForHiddenStates()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, 5, "batch", 6)
            .Weight("lstm.w", 1, 2, 16, 6).Weight("lstm.r", 2, 2, 16, 4)
            .Node("LSTM", ["x", "lstm.w", "lstm.r"], ["y"], ("hidden_size", 4), ("direction", "bidirectional"))
            .Output("y").Build();
        var found = Find(model);
        CollectionAssert.AreEqual(new[] { "lstm.input", "lstm.recurrent" }, Ids(found));
        Assert.AreEqual((2, 6, 16), (found.Weights[0].Layout.Parts, found.Weights[0].Layout.Features, found.Weights[0].Layout.Outputs));
        Assert.IsNull(found.Weights[1].Inputs);
    }

    [TestMethod]
    public void ConvolutionsInGroupsAreOneMatrixAGroup()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4, 6, 6)
            .Weight("stem.weight", 1, 8, 4, 1, 1).Weight("grouped.weight", 2, 6, 4, 3, 3).Weight("deep.weight", 3, 6, 1, 3, 3)
            .Weight("last.weight", 4, 4, 6, 1, 1)
            .Node("Conv", ["x", "stem.weight"], ["a"]).Node("Conv", ["a", "grouped.weight"], ["b"], ("group", 2))
            .Node("Conv", ["b", "deep.weight"], ["c"], ("group", 6)).Node("Conv", ["c", "last.weight"], ["y"])
            .Output("y").Build();
        var found = Find(model);
        Assert.AreEqual(new WeightLayout(true, 2, 36, 3, 9), found.Weights[1].Layout);
        Assert.AreEqual(36, found.Weights[1].PartStride);
        StringAssert.Contains(found.Weights[2].Excluded, "depth-wise");
    }

    [TestMethod]
    public void TheSharedLanguageModelsHaveEveryBlockMatrix()
    {
        var found = Find(Read("stories260k", "stories260k.onnx"));
        Assert.HasCount(35, found.Weights.Where(WeightFilter.Default.Allows).ToArray());
        Assert.HasCount(
            6, Find(Read("shakespeare-char-gpt", "shakespeare-char-gpt.onnx")).Weights.Where(WeightFilter.Default.Allows).ToArray());
    }

    private static OnnxModel Read(params string[] path) => OnnxReader.Read(SharedFolder.Require(["data", .. path])).Value!;

    private static string[] Ids(MaskableWeights found) => [.. found.Weights.Select(weight => weight.Id)];

    private static MaskableWeights Find(OnnxModel model) => MaskableWeights.Find(model, Inferred.Of(model).Probe.Facts);
}
