using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.BatchNormScale;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Methods.BatchNormScale;

[TestClass]
public sealed class BatchNormScaleCriterionTests
{
    [TestMethod]
    public void ChannelsAreOrderedByTheAbsoluteScale()
    {
        var inferred = Inferred.Of(TinyModels.ResidualConvolutions());
        var group = inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Channels);
        var scale = group.Slices.Single(slice => slice.Tensor == "block.norm.gamma" || slice.Tensor == "block.norm.scale");
        var index = new GraphIndex(inferred.Model.Graph);
        var gamma = inferred.Model.Read(index.Constant(scale.Tensor)!).ToFloats();

        var choices = new BatchNormScaleCriterion()
            .Choose(new GroupEvidence(group, [], name => inferred.Model.Read(index.Constant(name)!)));

        var weakest = Array.IndexOf(gamma, gamma.MinBy(Math.Abs));
        CollectionAssert.AreEqual(
            Enumerable.Range(0, group.Units).Where(unit => unit != weakest).ToArray(), choices.Choices[1].Kept.ToArray());
        Assert.AreEqual(Math.Abs(gamma[weakest]), choices.Choices[1].Loss, 1e-6);
    }

    [TestMethod]
    public void AGroupWithoutNormalisationIsRefused()
    {
        var structure = Inferred.Of(TinyModels.Mlp()).Structure;

        Assert.IsNotNull(new BatchNormScaleCriterion().WhyNot(structure.Groups[0]));
    }
}
