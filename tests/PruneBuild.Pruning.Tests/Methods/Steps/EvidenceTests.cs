using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Steps;

[TestClass]
public sealed class EvidenceTests
{
    private static readonly OnnxModel Model = new ModelBuilder().Input("x", ElementType.Float, "n", 2, 3, 3)
        .Initializer("w", Tensor.Of([1f, 2, 3, 4], 2, 2, 1, 1))
        .Initializer("gamma", Tensor.Of([10f, 0.5f])).Initializer("zero", Tensor.Of([0f, 0])).Initializer("one", Tensor.Of([1f, 1]))
        .Node("Relu", ["x"], ["f"]).Node("Conv", ["f", "w"], ["c"])
        .Node("BatchNormalization", ["c", "gamma", "zero", "zero", "one"], ["d"], ("epsilon", 0f)).Node("Add", ["d", "x"], ["y"])
        .Output("y").Build();

    private static readonly PruneGroup Group = new(
        "g", StructureKind.Channels, 2, [],
        [new Consumer("c", 0, "f", 1, AxisPattern.Whole(2), ConsumerKind.Convolution, "w", true, 2, 1)], 1);

    [TestMethod]
    public void WeightsCarryTheNormalisationBehindThem()
    {
        var evidence = Evidence.Of(Model, new GraphIndex(Model.Graph), Group, _ => null);

        CollectionAssert.AreEqual(new[] { 10, 1.5, 20, 2 }, evidence.Consumers.Single().Weight.Values.ToArray());
        Assert.IsNull(evidence.Consumers.Single().Moments);
    }

    [TestMethod]
    public void SoDoTargets()
    {
        var moments = new Moments(1, [1, 1], [1, 1], Matrix.Identity(2), Matrix.FromRows([1, 1], [2, 2]), [3, 4]);

        var seen = Evidence.Of(Model, new GraphIndex(Model.Graph), Group, _ => moments).Consumers.Single().Moments!;

        CollectionAssert.AreEqual(new[] { 10, 0.5, 20, 1 }, seen.Cross!.Values.ToArray());
        CollectionAssert.AreEqual(new double[] { 30, 2 }, seen.TargetSums);
        Assert.AreSame(moments.Gram, seen.Gram);
    }
}
