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
    [DataRow("loss: labels", false)]
    [DataRow("loss: labels", true)]
    [DataRow("loss: match", false)]
    public void LabelsThatAreNotThereAreMissedBeforeAnythingIsPruned(string loss, bool labelled)
    {
        var step = SampleEntry.Of($"{{ method: magnitude, remove: {{ flops: 30% }}, recover: {{ kind: perp, {loss} }} }}").Prune[0];
        Batch[] batches =
        [
            .. SmallModels.Batches(SmallModels.Of("chain"), 6, 1).Select(batch => batch with { Labels = labelled ? [0, 1] : null }),
        ];

        var recovery = StepRecovery.Of(step, 0, Workbench.Of(batches, Device.Cpu), null);

        Assert.AreEqual(labelled || loss != "loss: labels", recovery.IsOk);
        if (recovery.IsOk)
            return;
        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, recovery.Diagnostics.Single().Code);
        Assert.AreEqual(step.Recover!.Span, recovery.Diagnostics.Single().Location);
    }
}
