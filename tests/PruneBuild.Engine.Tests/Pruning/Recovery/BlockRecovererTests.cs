using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
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
        var recipe = new RecoveryRecipe([TrainedFamily.Weights, TrainedFamily.Biases, TrainedFamily.Norms], Steps: 60, Blocks: new BlockRecipe(targets, span));
        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
    }

    /// <summary>The model works position by position, so what padding holds may change nothing; a block that is compared there would learn from it.</summary>
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

    /// <summary>Two answers, one of them a thousand times as large: both come closer, for each error counts relative to its answer.</summary>
    [TestMethod]
    public void ALastBlockOfSeveralAnswersIsTrainedOnAllOfThem()
    {
        var original = TwoAnswers("y", "z");
        var batches = SmallModels.Batches(original, 64, 1);
        var masked = MaskedModels.Half(original, batches, new WeightFilter(["*"], []));
        var recipe = new RecoveryRecipe([TrainedFamily.Weights, TrainedFamily.Head, TrainedFamily.Biases], Steps: 60, Blocks: new BlockRecipe(BlockTargets.Original, 1));

        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
        foreach (var answer in (string[])["y", "z"])
            Assert.IsLessThan(Error(masked.Pruned, answer), Error(recovered.Value.Model, answer), answer);

        double Error(OnnxModel model, string answer) => SmallModels.Error(Only(original, answer), Only(model, answer), batches);

        static OnnxModel Only(OnnxModel model, string answer) => SubgraphExtraction.Extract(model, ["x"], [answer], _ => (ElementType.Float, 2));
    }

    private static OnnxModel TwoAnswers(params string[] answers) => answers.Aggregate(
        new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Weight("first", 1, 8, 12).Weight("left", 2, 12, 6).Weight("right", 3, 12, 5)
            .Initializer("left.bias", Tensor.Of(new float[6])).Initializer("right.bias", Tensor.Of(new float[5])).Scalar("large", 1000f)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"]).Node("Gemm", ["b", "left", "left.bias"], ["y"])
            .Node("Gemm", ["b", "right", "right.bias"], ["c"]).Node("Mul", ["c", "large"], ["z"]),
        (builder, answer) => builder.Output(answer)).Build();

    [TestMethod]
    public void NothingIsDoneToAModelThatIsTheOriginal()
    {
        var original = SmallModels.Of("tokens");
        var recipe = new RecoveryRecipe([TrainedFamily.Weights], Steps: 5, Blocks: new BlockRecipe(BlockTargets.Original, 1));
        var recovered = new Recoverer(recipe, Workbench.Of(SmallModels.Batches(original, 10, 1), Device.Cpu)).Recover(StepInput.Of(original));
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.AreEqual(0.0, recovered.Value.Report.LossAfter);
        Assert.AreEqual(0.0, SmallModels.Error(original, recovered.Value.Model, SmallModels.Batches(original, 10, 1)));
    }
}
