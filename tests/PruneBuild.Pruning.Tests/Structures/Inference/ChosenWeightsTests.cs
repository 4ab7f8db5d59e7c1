using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference;

[TestClass]
public sealed class ChosenWeightsTests
{
    [TestMethod]
    [DataRow(true, "place")]
    [DataRow(false, "choice")]
    public void TheUnitsOfExpertsEnterOneProductWithAllTheirWeights(bool weightFirst, string choice)
    {
        var inferred = Inferred.Of(Model(weightFirst));

        var group = inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Neurons);
        var consumer = group.Consumers.Single();
        Assert.AreEqual((ConsumerKind.Linear, "experts.down"), (consumer.Kind, consumer.Weight));
        Assert.AreEqual(new ExpertStack(ExpertNodes.Count, choice, ExpertNodes.PerToken), consumer.Experts);
        Assert.AreEqual((6, ExpertNodes.Count * ExpertNodes.Units), (consumer.Outputs, consumer.Features));
        CollectionAssert.AreEqual(new[] { 2, 2 + ExpertNodes.Units, 2 + (2 * ExpertNodes.Units) }, consumer.FeaturesOf(2).ToArray());
        Assert.ContainsSingle(group.Slices.Where(consumer.Reads).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void WeightsThatAreReadOnceMoreAreNoneToRefit()
    {
        var inferred = Inferred.Of(
            Builder(weightFirst: false).Node("MatMul", ["hidden", "down.chosen"], ["again"]).Output("y").Output("again").Build());

        Assert.IsNull(inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Neurons).Consumers
            .FirstOrDefault(consumer => consumer.Weight is not null));
    }

    [TestMethod]
    public void RowsOfAnUnknownOrderBelongToNoToken()
    {
        // By expert, not by token: what a row belongs to is not told by its place.
        var model = Builder(weightFirst: true).Output("y").Build();
        var graph = model.Graph.Clone();
        var flat = graph.Node.Single(node => node.Output[0] == "choice");
        graph.Node.Insert(
            graph.Node.IndexOf(flat), new Onnx.Proto.NodeProto { OpType = "Transpose", Input = { "chosen" }, Output = { "by.expert" } });
        flat.Input[0] = "by.expert";

        var consumer = Inferred.Of(model.WithGraph(graph)).Structure.Groups.Single(group => group.Kind == StructureKind.Neurons)
            .Consumers.Single();

        Assert.AreEqual(1, consumer.Experts!.PerToken);
    }

    private static OnnxModel Model(bool weightFirst) => Builder(weightFirst).Output("y").Build();

    private static ModelBuilder Builder(bool weightFirst) =>
        new ModelBuilder().Input("x", ElementType.Float, "batch", "sequence", 6).Experts("x", "y", 6, weightFirst);
}
