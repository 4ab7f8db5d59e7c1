using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Inference.Tests.Equivalence;

[TestClass]
public sealed class EquivalenceCheckTests
{
    private static readonly OnnxModel Model = TestModels.TwoLayers();
    private static readonly ModelStructure Structure = TestModels.Structure(Model, out Facts);
    private static readonly ShapeFacts Facts;

    [TestMethod]
    public void ARightCutAgrees() => Assert.IsLessThanOrEqualTo(1e-6, Difference(Plan(0, 2, 5), Plan(0, 2, 5)).Relative);

    [TestMethod]
    public void ACutOfOtherUnitsIsFound() => Assert.IsGreaterThan(1e-2, Difference(Plan(0, 2, 5), Plan(0, 2, 4)).Relative);

    [TestMethod]
    public void AnOutputThatIsMissingIsInfinitelyFar()
    {
        var difference = EquivalenceCheck.Compare(
            new Dictionary<string, Tensor> { ["y"] = Tensor.Of([1f]) }, new Dictionary<string, Tensor> { ["z"] = Tensor.Of([1f]) }).Single();

        Assert.AreEqual("y", difference.Output);
        Assert.AreEqual(double.PositiveInfinity, difference.Relative);
    }

    private static OutputDifference Difference(PrunePlan plan, PrunePlan really) => TestModels.Must(EquivalenceCheck.Run(
        Model, Facts, Structure, plan, GraphCutter.Cut(Model, Structure, really),
        new Dictionary<string, Tensor> { ["x"] = TestModels.Values(4, 2, 3, 4) }, Device.Cpu)).Single();

    private static PrunePlan Plan(params int[] kept)
    {
        var group = Structure.Groups.Single(group => group.Kind == StructureKind.Neurons);
        return new PrunePlan([new KeptUnits(group.Id, group.Units, kept.ToValueList(), 0)]);
    }
}
