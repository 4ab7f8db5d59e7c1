using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.Sobp;
using PruneBuild.Pruning.Methods.Taylor;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Pruning.Tests.Methods.Sobp;

[TestClass]
public sealed class SobpCriterionTests
{
    // Gradients of one mini-batch: unit 0 matters least to the loss.
    private static readonly Matrix gradients = Matrix.Create(1, 6, (_, unit) => unit + 1);

    [TestMethod]
    public void LossesAreTheGlobalCriterionsAndSetsTheLocalOnes()
    {
        var criterion = new SobpCriterion(new TaylorCriterion(), new OsscarCriterion());
        var evidence = GoldenLayer.Evidence();
        var request = criterion.ValueRequests(evidence.Group, new OnnxModel(new())).Single();

        var choices = criterion.Choose(evidence with { Values = new Dictionary<ValueRequest, Matrix> { [request] = gradients } });

        var local = new OsscarCriterion().Choose(evidence);
        CollectionAssert.AreEqual(new double[] { 0, 1, 5, 14, 30, 55 }, choices.Choices.Select(choice => choice.Loss).ToArray());
        CollectionAssert.AreEqual(
            local.Choices.Select(choice => choice.Kept).ToArray(), choices.Choices.Select(choice => choice.Kept).ToArray());
        Assert.AreEqual(local.Reasons, choices.Reasons);
    }

    [TestMethod]
    public void WhenAGroupIsCutTheLocalCriterionDecides()
    {
        var evidence = GoldenLayer.Evidence();

        var choices = new SobpCriterion(new TaylorCriterion(), new OsscarCriterion()).Choose(evidence);

        Assert.AreEqual(new OsscarCriterion().Choose(evidence), choices);
    }
}
