using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Steps;

[TestClass]
public sealed class ConsumerCutTests
{
    [TestMethod]
    public void ConsumersComeInTheOrderOfTheGraph()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());
        var plan = new PrunePlan([new KeptUnits("second", 8, [0], 0), new KeptUnits("first", 10, [1, 2], 0)]);

        var cuts = ConsumerCut.Of(inferred.Model, inferred.Structure, plan);

        CollectionAssert.AreEqual(new[] { "c", "y" }, cuts.Select(cut => cut.Consumer.Node).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2 }, cuts[0].Kept.ToArray());
        Assert.AreEqual(10, cuts[0].Consumer.Features);
    }

    [TestMethod]
    public void TwoGroupsThatEndInOneConsumerMakeOneCut()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("a", 1, 4, 3).Weight("b", 2, 4, 2).Weight("c", 3, 5, 2)
            .Node("MatMul", ["x", "a"], ["a0"]).Node("Relu", ["a0"], ["a1"]).Node("MatMul", ["x", "b"], ["b0"]).Node("Tanh", ["b0"], ["b1"])
            .Node("Concat", ["a1", "b1"], ["d"], ("axis", -1)).Node("MatMul", ["d", "c"], ["y"])
            .Output("y").Build();
        var inferred = Inferred.Of(model);
        var three = inferred.Structure.Groups.Single(group => group.Units == 3);
        var two = inferred.Structure.Groups.Single(group => group.Units == 2);

        var cut = ConsumerCut.Of(
            model, inferred.Structure, new PrunePlan([new KeptUnits(three.Id, 3, [0, 2], 0), new KeptUnits(two.Id, 2, [1], 0)])).Single();

        CollectionAssert.AreEqual(new[] { 0, 2, 4 }, cut.Kept.ToArray());
        Assert.HasCount(2, cut.Groups);
    }

    [TestMethod]
    public void OutputsThatAnotherGroupCutsAreKnown()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());
        var plan = new PrunePlan([new KeptUnits("first", 10, [1, 2], 0), new KeptUnits("second", 8, [0, 7], 0)]);
        var cuts = ConsumerCut.Of(inferred.Model, inferred.Structure, plan);

        CollectionAssert.AreEqual(new[] { 0, 7 }, ConsumerCut.KeptOutputs(inferred.Structure, plan, cuts[0].Consumer));
        Assert.IsNull(ConsumerCut.KeptOutputs(inferred.Structure, plan, cuts[1].Consumer));
    }

    [TestMethod]
    public void ThePlanOfNothingTouchesNothing()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());

        Assert.IsEmpty(ConsumerCut.Of(inferred.Model, inferred.Structure, PrunePlan.Empty));
    }
}
