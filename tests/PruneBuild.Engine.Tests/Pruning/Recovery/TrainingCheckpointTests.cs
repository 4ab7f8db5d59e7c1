using PruneBuild.Engine.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class TrainingCheckpointTests
{
    [TestMethod]
    public void WhatWasNotedIsThereAndWhatAKilledRunLeftGoes()
    {
        using var folder = new TemporaryFolder();
        var left = folder.Write("0.state.01234567-00000abc-0123456789abcdef.tmp", "left");
        File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        var checkpoint = new TrainingCheckpoint(folder.File("0.state"));

        checkpoint.Save(new TrainingState(7, 0.5, 2, 1.25, 1.125, [new TensorState([1, 2], [3, 4], [[5, 6]])]));

        CollectionAssert.AreEqual(new[] { folder.File("0.state") }, Directory.GetFiles(folder.Path));
        var state = checkpoint.Load([2], 1)!;
        Assert.AreEqual((7, 0.5, 2, 1.25, 1.125), (state.Steps, state.Factor, state.Waiting, state.LossBefore, state.LossAfter));
        CollectionAssert.AreEqual(new[] { 1f, 2, 3, 4, 5, 6 }, state.Tensors[0].Arrays.SelectMany(array => array).ToArray());
        Assert.IsNull(checkpoint.Load([3], 1));
    }
}
