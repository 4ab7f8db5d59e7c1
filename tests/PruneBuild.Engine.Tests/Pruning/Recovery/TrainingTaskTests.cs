using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class TrainingTaskTests
{
    /// <summary>Beyond the limit answers go to a file, and are read as they were.</summary>
    [TestMethod]
    public void AnswersToMatchDoNotAllStayInMemory()
    {
        var model = SmallModels.Of("chain");
        var batches = SmallModels.Batches(model, 3, 1);
        var (held, spilled) = (Of(null), Of(0));

        foreach (var (one, other) in held.Batches.Zip(spilled.Batches))
        {
            Assert.AreSame(one.Inputs["x"], one.Inputs["x"]);
            Assert.AreNotSame(other.Inputs["x"], other.Inputs["x"]);
            var target = LossNames.Target(model.Graph.Output[0].Name);
            CollectionAssert.AreEqual(one.Inputs[target].ToFloats(), other.Inputs[target].ToFloats());
        }

        TrainingTask Of(long? memory) => TrainingTask.Of(
            model, model, SampleInputs.Probe(model, Device.Cpu).Value!.Facts,
            new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match), Workbench.Of(batches, Device.Cpu), memory).Value!;
    }
}
