using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Tests.Pruning.Calibrating;

[TestClass]
public sealed class CalibrationTests
{
    [TestMethod]
    public void ProgressIsToldInOrderAndEndsWithTheStage()
    {
        var model = SmallModels.Of("chain");
        var analysed = StructureAnalysis.Analyse(model, null, Device.Cpu).Value!;
        var (needs, batches, told) =
            (StepNeeds.Of(model, SmallModels.Recipe("fluctuation", 0.3), analysed.Structure, analysed.Probe.Facts, choosesLater: false),
                SmallModels.Batches(model, 8, 1), new Slow());
        var measured = new Calibration(model, analysed, Workbench.Of(batches, Device.Cpu, progress: told)).Measure(needs.Statistics);
        Assert.IsTrue(measured.IsOk, string.Join("; ", measured.Diagnostics));
        CollectionAssert.AreEqual(new double?[] { null, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1 }, told.Fractions.ToArray());
    }

    /// <summary>Takes longer to be told than a batch takes to run.</summary>
    private sealed class Slow : IProgress<Stage>
    {
        public List<double?> Fractions { get; } = [];

        public void Report(Stage value)
        {
            Thread.Sleep(10);
            lock (Fractions)
                Fractions.Add(value.Fraction);
        }
    }
}
