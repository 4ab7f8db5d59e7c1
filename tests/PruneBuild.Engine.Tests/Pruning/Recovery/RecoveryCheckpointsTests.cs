using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
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
        var recovery = new MaskedRecovery("tokens", new RecoveryRecipe(
            [TrainedFamily.Weights, TrainedFamily.Norms], RecoveryLoss.Match, Steps: 90,
            Blocks: kind == "blocks" ? new BlockRecipe(BlockTargets.Original, 1) : null, Seed: 3)
        {
            Regrowth = kind == "unipts" ? new RegrowthRecipe() : null,
        });
        var alone = new List<Stage>();
        var whole = recovery.Run(null, alone.Add);
        CollectionAssert.AreEqual(new[] { "recovering" }, alone.Select(stage => stage.Name).Distinct().ToArray());
        Assert.AreEqual(whole.Report, recovery.Run().Report, "the same again");

        recovery.BreakOff(checkpoints, 0.7);
        Assert.IsNotEmpty(Directory.EnumerateFiles(folder.Path, "*.state", SearchOption.AllDirectories));
        var told = new List<Stage>();
        var resumed = recovery.Run(checkpoints, told.Add);

        Assert.IsGreaterThan(0.3, told.Min(stage => stage.Fraction!.Value), "it starts where it was");
        CollectionAssert.AreEqual(
            new[] { "recovering, on from where an earlier run was broken off" }, told.Select(stage => stage.Name).Distinct().ToArray());
        Assert.IsTrue(whole.Model.Proto.Equals(resumed.Model.Proto));
        Assert.AreEqual(whole.Report, resumed.Report);
        checkpoints.Delete();
        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    /// <summary>The usual rate of biases leads nowhere here: after forty steps a third of it starts anew.</summary>
    [TestMethod]
    public void ARunThatWasBrokenOffInItsSecondAttemptGoesOnThere()
    {
        using var folder = new TemporaryFolder();
        var checkpoints = RecoveryCheckpoints.In(folder.Path, new string('c', 64));
        var recovery = new MaskedRecovery("chain", new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 200));
        var whole = recovery.Run();

        recovery.BreakOff(checkpoints, 0.55);
        var resumed = recovery.Run(checkpoints);

        Assert.IsLessThan(whole.Report.LossBefore, whole.Report.LossAfter);
        Assert.IsTrue(whole.Model.Proto.Equals(resumed.Model.Proto));
        Assert.AreEqual(whole.Report, resumed.Report);
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

    /// <summary>A recovery of a model of which half the weights are masked.</summary>
    private sealed class MaskedRecovery(string model, RecoveryRecipe recipe)
    {
        private readonly OnnxModel original = SmallModels.Of(model);

        public RecoveredModel Run(
            RecoveryCheckpoints? noted = null, Action<Stage>? progress = null, CancellationToken cancellation = default)
        {
            var batches = SmallModels.Batches(original, 10, 1);
            var masked = MaskedModels.Half(original, batches);
            var told = progress is null ? null : new Told(progress);
            return new Recoverer(recipe, Workbench.Of(batches, Device.Cpu, progress: told, cancellation: cancellation), noted)
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;
        }

        public void BreakOff(RecoveryCheckpoints noted, double after)
        {
            using var cancellation = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Run(noted, CancelLate, cancellation.Token));

            void CancelLate(Stage stage)
            {
                if (stage.Fraction > after)
                    cancellation.Cancel();
            }
        }
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
