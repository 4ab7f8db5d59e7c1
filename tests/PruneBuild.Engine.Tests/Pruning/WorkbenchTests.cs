using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class WorkbenchTests
{
    [TestMethod]
    public void WorkThatIsTimedByItselfTellsTheSamePeopleAndAddsNothingToTheOthersTimes()
    {
        var told = new Told();
        var bench = Workbench.Of([], Device.Cpu, progress: told);

        var own = bench.Afresh();
        own.Clock.Time("own", () => 0);

        CollectionAssert.AreEqual(new[] { "own" }, told.Stages);
        Assert.AreEqual("own", own.Clock.Timings.Single().Name);
        Assert.IsEmpty(bench.Clock.Timings);
    }

    [TestMethod]
    public void OfATrialNobodyIsTold()
    {
        var told = new Told();
        Batch[] some = [new(new Dictionary<string, Onnx.Tensor>(), [0])];

        var aside = Workbench.Of([], Device.Cpu, progress: told).Aside(some);
        aside.Clock.Time("trial", () => 0);

        Assert.IsEmpty(told.Stages);
        Assert.AreSame(some, aside.Batches);
        Assert.AreSame(some, aside.Priced);
        Assert.IsNull(Workbench.Of([], Device.Cpu).Priced);
    }

    private sealed class Told : IProgress<Stage>
    {
        public List<string> Stages { get; } = [];

        public void Report(Stage value) => Stages.Add(value.Name);
    }
}
