using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class TrainingFormTests
{
    private static readonly RecoveryRecipe perp = new(
        [TrainedFamily.Weights, TrainedFamily.Biases, TrainedFamily.MaskLora], RecoveryLoss.Match, Steps: 60, LearningRate: 2e-3);

    private static readonly RecoveryRecipe[] recipes =
    [
        perp,
        perp with { Blocks = new BlockRecipe(BlockTargets.Original, 1) },
        perp with { Families = [TrainedFamily.NewBiases] },
        new(RegrowthRecipe.Families, RecoveryLoss.Match, Steps: 60, LearningRate: 0.1) { Regrowth = new RegrowthRecipe() },
    ];

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void HalvesAreTrainedAsFloatsAndRoundedBack(int recipe)
    {
        var original = SmallModels.Chain(ElementType.Float16);
        var (recovered, pruned) = Recovered(original, recipes[recipe]);

        Assert.IsTrue(recovered.Graph.Initializer.All(tensor => (ElementType)tensor.DataType == ElementType.Float16));
        Assert.AreEqual(ElementType.Float16, (ElementType)recovered.Graph.Input[0].Type.TensorType.ElemType);
        Assert.AreEqual(pruned.Graph.Output[0], recovered.Graph.Output[0]);
        if (recipe != 2)
            CollectionAssert.AreEqual(pruned.Graph.Node.ToArray(), recovered.Graph.Node.ToArray());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(3)]
    public void WeightsInConstantNodesAreTrainedWhereTheyStand(int recipe)
    {
        var chain = SmallModels.Of("chain");
        var (recovered, _) = Recovered(WithConstantNodes(chain), recipes[recipe]);

        Assert.HasCount(0, recovered.Graph.Initializer);
        Assert.HasCount(chain.Graph.Initializer.Count, recovered.Graph.Node.Where(ConstantNodes.Is));
        // Bit for bit what is made of the same weights in initializers.
        var (expected, index) = (Recovered(chain, recipes[recipe]).Model, new GraphIndex(recovered.Graph));
        foreach (var tensor in expected.Graph.Initializer)
            CollectionAssert.AreEqual(
                expected.Read(tensor).ToFloats(), recovered.Read(index.Constant(tensor.Name)!).ToFloats(), tensor.Name);
    }

    private static (OnnxModel Model, OnnxModel Pruned) Recovered(OnnxModel original, RecoveryRecipe recipe)
    {
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(
            original, masked with { Masks = masked.Masks.Moved(recovered.Value.Kept) }, recovered.Value, batches);
        return (recovered.Value.Model, masked.Pruned);
    }

    private static OnnxModel WithConstantNodes(OnnxModel model)
    {
        var graph = model.Graph.Clone();
        foreach (var tensor in model.Graph.Initializer)
        {
            var node = new NodeProto { OpType = "Constant", Output = { tensor.Name } };
            ConstantNodes.Set(node, model.Read(tensor));
            graph.Node.Insert(0, node);
        }

        graph.Initializer.Clear();
        return model.WithGraph(graph);
    }
}
