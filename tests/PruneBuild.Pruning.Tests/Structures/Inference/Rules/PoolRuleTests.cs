using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class PoolRuleTests
{
    public static IEnumerable<(string Operator, (string, object)[] Attributes)> Reducers =>
    [
        ("GlobalAveragePool", []),
        ("AveragePool", [("kernel_shape", new long[] { 1, 2 }), ("strides", new long[] { 1, 2 })]),
        ("MaxPool", [("kernel_shape", new long[] { 1, 3 }), ("pads", new long[] { 0, 1, 0, 1 })]),
    ];

    [TestMethod]
    [DynamicData(nameof(Reducers))]
    public void FeaturesThatAreAveragedTogetherStay(string pool, (string, object)[] attributes)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 6).Weight("w", 1, 6, 8)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Relu", ["a"], ["b"]).Node(pool, ["b"], ["y"], attributes)
            .Output("y").Build();

        Assert.IsEmpty(Inferred.Of(model).Groups, pool);
    }

    [TestMethod]
    public void NormalisationAcrossChannelsKeepsPlaces()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 6).Weight("w", 1, 6, 8).Weight("v", 2, 8, 2)
            .Node("MatMul", ["x", "w"], ["a"]).Node("LRN", ["a"], ["b"], ("size", 3)).Node("MatMul", ["b", "v"], ["y"])
            .Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.AreEqual(8, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }
}
