using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

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
    public void ACheckThatIsCancelledEndsAsOtherWorkDoes() => Assert.Throws<OperationCanceledException>(() => EquivalenceCheck.Between(
        Model, Model, TestModels.Must(SampleInputs.Create(Model)), Device.Cpu, new CancellationToken(canceled: true)));

    [TestMethod]
    public void AWrongCutInABranchThatIsNotTakenIsFound()
    {
        Onnx.Proto.GraphProto Branch(string name) => new ModelBuilder()
            .Weight($"{name}.up", 1, 4, 6).Weight($"{name}.down", 2, 6, 3).Node("MatMul", ["x", $"{name}.up"], [$"{name}.h"])
            .Node("Tanh", [$"{name}.h"], [$"{name}.t"]).Node("MatMul", [$"{name}.t", $"{name}.down"], [$"{name}.y"])
            .Output($"{name}.y").BuildGraph();
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4)
            .Initializer("flag", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("If", ["flag"], ["y"], ("then_branch", Branch("a")), ("else_branch", Branch("b"))).Output("y").Build();
        var structure = TestModels.Structure(model, out var facts);
        var inputs = new Dictionary<string, Tensor> { ["x"] = TestModels.Values(4, 3, 4) };
        PrunePlan Plan(int kept) => new(structure.Groups
            .Select(
                group => new KeptUnits(group.Id, 6, [group.Slices.Any(slice => slice.Tensor == "b.up") ? kept : 0, 5], 0)).ToValueList());
        double Worst(int really) => TestModels.Must(EquivalenceCheck.Run(
            model, facts, structure, Plan(1), GraphCutter.Cut(model, structure, Plan(really)), inputs, Device.Cpu))
            .Max(difference => difference.Relative);

        Assert.HasCount(2, structure.Groups);
        Assert.IsLessThan(1e-6, Worst(1));
        Assert.IsGreaterThan(1e-2, Worst(2));
    }

    [TestMethod]
    public void AnOutputThatIsMissingIsInfinitelyFar()
    {
        var difference = EquivalenceCheck.Compare(
            new Dictionary<string, Tensor> { ["y"] = Tensor.Of([1f]) },
            new Dictionary<string, Tensor> { ["z"] = Tensor.Of([1f]) }).Single();

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
