using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;

namespace PruneBuild.Engine.Tests.Pruning.Refitting;

[TestClass]
public sealed class TeacherTests
{
    private static readonly string[] Places = ["r", "y"];

    [TestMethod]
    [DataRow(new[] { 0, 1, 2, 3 })]
    [DataRow(new[] { 1, 3 })]
    public void WhatWasRecordedIsWhatARunPieceByPieceGives(int[] ranForAnotherReason)
    {
        var (model, batches) = (SmallModels.Tokens(), SmallModels.Batches(SmallModels.Tokens(), 4, 1));
        var (facts, runner) = (Probe.Run(model, batches[0].Inputs, Device.Cpu).Value!, new SegmentRunner(Device.Cpu));
        var (running, recording) = (new Teacher(model, facts, batches, runner), new Teacher(model, facts, batches, runner));

        var observation = recording.Recording(Places, ranForAnotherReason);
        var other = runner.Measure(
            Frontier.Start(ranForAnotherReason.Select(number => batches[number])), model, [], facts, [], also: observation);
        Assert.IsTrue(other.IsOk && recording.RecordTheRest(CancellationToken.None).IsOk);

        foreach (var place in Places)
        {
            var (run, recorded) = (running.At(place, CancellationToken.None).Value!, recording.At(place, CancellationToken.None).Value!);
            AssertAreEqual(batches.Count, run, recorded);
        }
    }

    [TestMethod]
    public void WhatNobodyRecordedRuns()
    {
        var (model, batches) = (SmallModels.Tokens(), SmallModels.Batches(SmallModels.Tokens(), 2, 1));
        var teacher = new Teacher(model, Probe.Run(model, batches[0].Inputs, Device.Cpu).Value!, batches, new SegmentRunner(Device.Cpu));

        _ = teacher.Recording(["r"], [0]);
        Assert.IsTrue(teacher.RecordTheRest(CancellationToken.None).IsOk);

        Assert.HasCount(2, teacher.At("r", CancellationToken.None).Value!.Batches);
    }

    [TestMethod]
    public void WhatAnEarlierTrialAskedForIsNotRunAgain()
    {
        var (model, batches, memory) = (SmallModels.Tokens(), SmallModels.Batches(SmallModels.Tokens(), 3, 1), new TeacherMemory());
        var (facts, runner) = (Probe.Run(model, batches[0].Inputs, Device.Cpu).Value!, new SegmentRunner(Device.Cpu));
        var first = new Teacher(model, facts, batches, runner, memory).At("r", CancellationToken.None).Value!;

        // A teacher without data could not run anything.
        var again = new Teacher(model, facts, [], runner, memory).At("r", CancellationToken.None).Value!;
        var later = new Teacher(model, facts, batches, runner, memory);

        AssertAreEqual(3, first, again);
        Assert.HasCount(3, later.At("r", CancellationToken.None).Value!.Batches);
        Assert.HasCount(3, later.At("y", CancellationToken.None).Value!.Batches, "what nobody asked for before is run from the start");
    }

    /// <summary>A consumer whose output is only added to a branch is taught the sum, and what the branch does lies before it.</summary>
    [TestMethod]
    public void APlaceBeforeAnEarlierOneIsRunToAgain()
    {
        var (model, batches) = (SmallModels.Tokens(), SmallModels.Batches(SmallModels.Tokens(), 2, 1));
        var (facts, runner) = (Probe.Run(model, batches[0].Inputs, Device.Cpu).Value!, new SegmentRunner(Device.Cpu));
        var (forth, back) = (new Teacher(model, facts, batches, runner), new Teacher(model, facts, batches, runner));

        var first = forth.At("r", CancellationToken.None).Value!;
        Assert.IsTrue(back.At("y", CancellationToken.None).IsOk);
        var before = back.At("r", CancellationToken.None);

        Assert.IsTrue(before.IsOk, string.Join("; ", before.Diagnostics));
        AssertAreEqual(2, first, before.Value);
    }

    private static void AssertAreEqual(int batches, TaughtValue one, TaughtValue two)
    {
        Assert.HasCount(batches, one.Batches);
        Assert.HasCount(batches, two.Batches);
        for (var number = 0; number < batches; number++)
            CollectionAssert.AreEqual(one.On(number).ToFloats(), two.On(number).ToFloats());
    }
}
