using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class RecoveryCheckpointsTests
{
    [TestMethod]
    [DataRow("perp")]
    [DataRow("blocks")]
    [DataRow("unipts")]
    public void ARunThatWasBrokenOffGoesOnAndEndsOnTheSameBits(string kind)
    {
        using var folder = new TemporaryFolder();
        var checkpoints = RecoveryCheckpoints.In(folder.Path, new string('a', 64));
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe(
            [TrainedFamily.Weights, TrainedFamily.Norms], RecoveryLoss.Match, Steps: 90,
            Blocks: kind == "blocks" ? new BlockRecipe(BlockTargets.Original, 1) : null, Seed: 3)
        {
            Regrowth = kind == "unipts" ? new RegrowthRecipe() : null,
        };
        var alone = new List<Stage>();
        var whole = Recover(null, alone.Add).Value!;
        CollectionAssert.AreEqual(new[] { "recovering" }, alone.Select(stage => stage.Name).Distinct().ToArray());
        Assert.AreEqual(whole.Report, Recover(null, null).Value!.Report, "the same again");

        using (var cancellation = new CancellationTokenSource())
            Assert.Throws<OperationCanceledException>(() => Recover(checkpoints, stage => Cancel(stage, cancellation), cancellation.Token));
        Assert.IsNotEmpty(Directory.EnumerateFiles(folder.Path, "*.state", SearchOption.AllDirectories));
        var told = new List<Stage>();
        var resumed = Recover(checkpoints, told.Add).Value!;

        Assert.IsGreaterThan(0.3, told.Min(stage => stage.Fraction!.Value), "it starts where it was");
        CollectionAssert.AreEqual(
            new[] { "recovering, on from where an earlier run was broken off" }, told.Select(stage => stage.Name).Distinct().ToArray());
        Assert.IsTrue(whole.Model.Proto.Equals(resumed.Model.Proto));
        Assert.AreEqual(whole.Report, resumed.Report);
        checkpoints.Delete();
        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(folder.Path));

        Diagnostics.Result<RecoveredModel> Recover(
            RecoveryCheckpoints? noted, Action<Stage>? progress, CancellationToken cancellation = default) =>
            new Recoverer(recipe, Workbench.Of(
                batches, Device.Cpu, progress: progress is null ? null : new Told(progress), cancellation: cancellation), noted)
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        static void Cancel(Stage stage, CancellationTokenSource cancellation)
        {
            if (stage.Fraction > 0.7)
                cancellation.Cancel();
        }
    }

    /// <summary>The usual rate of biases leads nowhere here: after eighty steps a third of it starts anew.</summary>
    [TestMethod]
    public void ARunThatWasBrokenOffInItsSecondAttemptGoesOnThere()
    {
        using var folder = new TemporaryFolder();
        var checkpoints = RecoveryCheckpoints.In(folder.Path, new string('c', 64));
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 200);
        var whole = Recover(null, null).Value!;

        using (var cancellation = new CancellationTokenSource())
            Assert.Throws<OperationCanceledException>(() => Recover(checkpoints, stage => Cancel(stage, cancellation), cancellation.Token));
        var resumed = Recover(checkpoints, null).Value!;

        Assert.IsLessThan(whole.Report.LossBefore, whole.Report.LossAfter);
        Assert.IsTrue(whole.Model.Proto.Equals(resumed.Model.Proto));
        Assert.AreEqual(whole.Report, resumed.Report);

        Diagnostics.Result<RecoveredModel> Recover(
            RecoveryCheckpoints? noted, Action<Stage>? progress, CancellationToken cancellation = default) =>
            new Recoverer(recipe, Workbench.Of(
                batches, Device.Cpu, progress: progress is null ? null : new Told(progress), cancellation: cancellation), noted)
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        static void Cancel(Stage stage, CancellationTokenSource cancellation)
        {
            if (stage.Fraction > 0.55)
                cancellation.Cancel();
        }
    }

    [TestMethod]
    public void WhatIsOfAnotherFormIsNotReadAndWhatWasAbandonedGoes()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = RecoveryCheckpoints.In(folder.Path, new string('b', 64)).OfStep(1).OfTraining(0);
        Assert.IsNull(checkpoint.Load([2], 2));
        checkpoint.Save(new TrainingState(20, 1.0 / 3, 1, 3, 2, [new TensorState([1, 2], [3, 4], [[5, 6], [7, 8]])]));

        Assert.AreEqual(1.0 / 3, checkpoint.Load([2], 2)!.Factor);
        Assert.AreEqual(7f, checkpoint.Load([2], 2)!.Tensors[0].Memory[1][0]);
        Assert.IsNull(checkpoint.Load([3], 2), "another number of parameters");
        Assert.IsNull(checkpoint.Load([2], 1), "another optimiser");
        RecoveryCheckpoints.Clear(folder.Path);
        Assert.IsNull(checkpoint.Load([2], 2));
    }

    /// <summary>Tells at once, unlike <see cref="Progress{T}" />.</summary>
    private sealed class Told(Action<Stage> told) : IProgress<Stage>
    {
        public void Report(Stage value)
        {
            if (value.Fraction is not null)
                told(value);
        }
    }
}
