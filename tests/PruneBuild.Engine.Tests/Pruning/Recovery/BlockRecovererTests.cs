using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class BlockRecovererTests
{
    [TestMethod]
    [DataRow("tokens", BlockTargets.Original, 1)]
    [DataRow("tokens", BlockTargets.Pruned, 1)]
    [DataRow("tokens", BlockTargets.Original, 2)]
    [DataRow("encoder", BlockTargets.Original, 1)]
    [DataRow("convolutions", BlockTargets.Original, 1)]
    public void BlocksComeCloserToTheOriginalAndKeepEveryZero(string name, BlockTargets targets, int span)
    {
        var original = SmallModels.Of(name);
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe(
            [TrainedFamily.Weights, TrainedFamily.Biases, TrainedFamily.Norms], Steps: 60, Blocks: new BlockRecipe(targets, span));
        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
    }

    /// <summary>The model works position by position, so what padding holds may change nothing;
    /// a block that is compared there would learn from it.</summary>
    [TestMethod]
    public void PaddedPositionsAreNotLearntFrom()
    {
        var original = PaddedModels.Of(outputs: 5);
        var masked = MaskedModels.Half(original, PaddedModels.Batches(1));
        var recipe = new RecoveryRecipe([TrainedFamily.Weights], Steps: 8, Blocks: new BlockRecipe(BlockTargets.Original, 1));
        var (one, other) = (Trained(1), Trained(50));
        Assert.AreNotEqual(masked.Pruned.Proto, one.Model.Proto);
        Assert.AreEqual(one.Model.Proto, other.Model.Proto);
        Assert.AreEqual(one.Report, other.Report);

        RecoveredModel Trained(float padding) =>
            new Recoverer(recipe, Workbench.Of(PaddedModels.Batches(padding), Device.Cpu))
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;
    }

    /// <summary>Two answers, one of them a thousand times as large: both come closer,
    /// for each error counts relative to its answer.</summary>
    [TestMethod]
    public void ALastBlockOfSeveralAnswersIsTrainedOnAllOfThem()
    {
        var original = TwoAnswers("y", "z");
        var batches = SmallModels.Batches(original, 64, 1);
        var masked = MaskedModels.Half(original, batches, new WeightFilter(["*"], []));
        var recipe = new RecoveryRecipe(
            [TrainedFamily.Weights, TrainedFamily.Head, TrainedFamily.Biases], Steps: 60,
            Blocks: new BlockRecipe(BlockTargets.Original, 1));

        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
        foreach (var answer in (string[])["y", "z"])
            Assert.IsLessThan(Error(masked.Pruned, answer), Error(recovered.Value.Model, answer), answer);

        double Error(OnnxModel model, string answer) => SmallModels.Error(Only(original, answer), Only(model, answer), batches);

        static OnnxModel Only(OnnxModel model, string answer) =>
            SubgraphExtraction.Extract(model, ["x"], [answer], _ => (ElementType.Float, 2));
    }

    /// <summary>The only biases are the head's, which is behind the last block.</summary>
    [TestMethod]
    public void AFamilyThatNoBlockHasAnythingOfIsNamed()
    {
        var original = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("first", 1, 8, 12).Weight("second", 2, 12, 12)
            .Weight("head", 3, 12, 5).Weight("bias", 4, 5)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("MatMul", ["b", "second"], ["c"]).Node("Relu", ["c"], ["d"])
            .Node("MatMul", ["d", "head"], ["e"]).Node("Add", ["e", "bias"], ["y"]).Output("y").Build();
        var batches = SmallModels.Batches(original, 8, 1);
        var masked = MaskedModels.Half(original, batches);
        var whole = new RecoveryRecipe([TrainedFamily.Weights, TrainedFamily.Biases], RecoveryLoss.Match, Steps: 3)
        {
            AreFamiliesNamed = true,
        };

        Assert.IsEmpty(Notes(whole));
        var note = Notes(whole with { Blocks = new BlockRecipe(BlockTargets.Original, 1) }).Single();
        Assert.AreEqual("PB2064", note.Code);
        StringAssert.Contains(note.Message, "'train' names biases");

        IReadOnlyList<Diagnostic> Notes(RecoveryRecipe recipe) => new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Diagnostics;
    }

    /// <summary>What is rounded on its way: a block runs up to the sum behind it.</summary>
    [TestMethod]
    public void QuantisedValuesBetweenLayersAreNoEndOfABlock()
    {
        var original = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("first", 1, 8, 12).Weight("second", 2, 12, 12)
            .Weight("third", 3, 12, 12).Weight("last", 4, 12, 5)
            .Scalar("scale", 0.05f).Initializer("zero", Tensor.Of(ElementType.Int8, [(sbyte)3]))
            .Node("MatMul", ["x", "first"], ["a0"]).Node("QuantizeLinear", ["a0", "scale", "zero"], ["a1"])
            .Node("DequantizeLinear", ["a1", "scale", "zero"], ["a"])
            .Node("MatMul", ["a", "second"], ["b0"]).Node("QuantizeLinear", ["b0", "scale", "zero"], ["b1"])
            .Node("DequantizeLinear", ["b1", "scale", "zero"], ["b"])
            .Node("MatMul", ["b", "third"], ["c0"]).Node("QuantizeLinear", ["c0", "scale", "zero"], ["c1"])
            .Node("DequantizeLinear", ["c1", "scale", "zero"], ["c"])
            .Node("Add", ["a", "c"], ["d"]).Node("MatMul", ["d", "last"], ["y"]).Output("y").Build();
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches, new WeightFilter(["*"], []));

        var recovered = Recovered(original, masked, batches);

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
        var (before, after) = (masked.Pruned.Graph.Initializer, recovered.Value.Model.Graph.Initializer);
        foreach (var layer in (string[])["second", "third", "last"])
            Assert.AreNotEqual(before.Single(tensor => tensor.Name == layer), after.Single(tensor => tensor.Name == layer), layer);
    }

    /// <summary>What the second layer makes is rounded by a cast, which carries no gradient:
    /// all that is left is the value that its block started from.</summary>
    [TestMethod]
    public void ABlockThatHandsOnNothingNewIsRefused()
    {
        var original = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("first", 1, 8, 12)
            .Weight("second", 2, 12, 12).Weight("third", 3, 12, 5)
            .Node("MatMul", ["x", "first"], ["a"]).Node("MatMul", ["a", "second"], ["b0"])
            .Node("Cast", ["b0"], ["b1"], ("to", (long)ElementType.Int32))
            .Node("Cast", ["b1"], ["b"], ("to", (long)ElementType.Float)).Node("Add", ["a", "b"], ["c"])
            .Node("MatMul", ["c", "third"], ["y"]).Output("y").Build();
        var batches = SmallModels.Batches(original, 10, 1);

        var refused = Recovered(original, MaskedModels.Half(original, batches, new WeightFilter(["*"], [])), batches);

        Assert.AreEqual("PB3062", refused.Diagnostics.Single().Code);
        StringAssert.Contains(refused.Diagnostics[0].Message, "'a', which a block should hand on, is known before the block runs");
    }

    /// <summary>The answer's layer is none that blocks end with, and both before it were cut.</summary>
    [TestMethod]
    public void AModelWithoutAnythingOfTheOriginalsShapeIsRefusedWithAWayOut()
    {
        var (original, cut) = (Chain(12), Chain(9));
        var recipe = new RecoveryRecipe([TrainedFamily.Weights], Steps: 3, Blocks: new BlockRecipe(BlockTargets.Original, 1));

        var refused = new Recoverer(recipe, Workbench.Of(SmallModels.Batches(original, 8, 1), Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = cut });

        Assert.AreEqual("PB1013", refused.Diagnostics.Single().Code);
        StringAssert.EndsWith(refused.Diagnostics[0].Message, "Use 'kind: perp', which trains the whole model.");

        static OnnxModel Chain(int width) => new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("first", 1, 8, width)
            .Weight("second", 2, width, width).Weight("head", 3, width, 5)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("MatMul", ["b", "second"], ["c"]).Node("Relu", ["c"], ["d"])
            .Node("MatMul", ["d", "head"], ["y"]).Output("y").Build();
    }

    private static Result<RecoveredModel> Recovered(OnnxModel original, PruneOutcome masked, IReadOnlyList<Batch> batches) =>
        new Recoverer(
            new RecoveryRecipe([TrainedFamily.Weights, TrainedFamily.Head], Steps: 60, Blocks: new BlockRecipe(BlockTargets.Original, 1)),
            Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

    private static OnnxModel TwoAnswers(params string[] answers) => answers.Aggregate(
        new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("first", 1, 8, 12)
            .Weight("left", 2, 12, 6).Weight("right", 3, 12, 5)
            .Initializer("left.bias", Tensor.Of(new float[6])).Initializer("right.bias", Tensor.Of(new float[5])).Scalar("large", 1000f)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"]).Node("Gemm", ["b", "left", "left.bias"], ["y"])
            .Node("Gemm", ["b", "right", "right.bias"], ["c"]).Node("Mul", ["c", "large"], ["z"]),
        (builder, answer) => builder.Output(answer)).Build();

    [TestMethod]
    public void NothingIsDoneToAModelThatIsTheOriginal()
    {
        var original = SmallModels.Of("tokens");
        var recipe = new RecoveryRecipe([TrainedFamily.Weights], Steps: 5, Blocks: new BlockRecipe(BlockTargets.Original, 1));
        var recovered = new Recoverer(recipe, Workbench.Of(SmallModels.Batches(original, 10, 1), Device.Cpu))
            .Recover(StepInput.Of(original));
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.AreEqual(0.0, recovered.Value.Report.LossAfter);
        Assert.AreEqual(0.0, SmallModels.Error(original, recovered.Value.Model, SmallModels.Batches(original, 10, 1)));
    }
}
