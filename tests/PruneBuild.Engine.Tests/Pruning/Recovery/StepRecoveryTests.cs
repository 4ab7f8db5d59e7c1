using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class StepRecoveryTests
{
    [TestMethod]
    [DataRow("loss: labels", false, false)]
    [DataRow("loss: labels", true, true)]
    [DataRow("loss: match", false, true)]
    [DataRow("loss: next-token", true, false)]
    public void ALossThatDoesNotFitIsToldByTheOriginal(string loss, bool labelled, bool fits)
    {
        var step = SampleEntry.Of($"{{ method: magnitude, remove: {{ flops: 30% }}, recover: {{ kind: perp, {loss} }} }}").Prune[0];
        var model = SmallModels.Of("chain");
        Batch[] batches = [.. SmallModels.Batches(model, 6, 1).Select(batch => batch with { Labels = labelled ? [0, 1] : null })];

        var problems = StepRecovery.Of(step, 0, Workbench.Of(batches, Device.Cpu), null).Value!.Problems(model);

        Assert.AreEqual(fits, problems.Count == 0);
        if (fits)
            return;
        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, problems.Single().Code);
        Assert.AreEqual(step.Recover!.Span, problems.Single().Location);
    }
}
