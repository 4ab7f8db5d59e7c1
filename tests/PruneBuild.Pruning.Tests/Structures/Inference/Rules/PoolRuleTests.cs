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

    /// <summary>An index counts from the first element of the first record: without a channel those behind it have other numbers.</summary>
    [TestMethod]
    [DataRow(true, 0)]
    [DataRow(false, 1)]
    public void ChannelsStayWhereIndicesOfMaximaAreRead(bool areRead, int groups)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4, 6, 6).Weight("w", 1, 8, 4, 3, 3)
            .Weight("v", 2, 3, 8, 1, 1).Weight("u", 3, 3, 8, 1, 1)
            .Node("Conv", ["x", "w"], ["a"])
            .Node("MaxPool", ["a"], ["b", "i"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Conv", ["b", "v"], ["y"]).Output("y");
        if (areRead)
            model = model.Node("Cast", ["i"], ["j"], ("to", 1)).Node("Conv", ["j", "u"], ["z"]).Output("z");

        Assert.HasCount(groups, Inferred.Of(model.Build()).Structure.Groups);
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
