using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class SkipNormRuleTests
{
    [TestMethod]
    [DataRow("SkipLayerNormalization", 4)]
    [DataRow("SkipSimplifiedLayerNormalization", 3)]
    public void TheNormalisedStreamStaysAndNeuronsBesideItGo(string op, int inputs)
    {
        string[] all = ["down", "x", "gamma", "beta"];
        var inferred = Inferred.AsItIs(new ModelBuilder().Domain("com.microsoft")
            .Input("x", ElementType.Float, "batch", "sequence", 6)
            .Weight("in", 1, 6, 8).Weight("out", 2, 8, 6).Weight("gamma", 3, 6).Weight("beta", 4, 6)
            .Node("MatMul", ["x", "in"], ["up"]).Node("Relu", ["up"], ["mid"]).Node("MatMul", ["mid", "out"], ["down"])
            .Node($"com.microsoft:{op}", all[..inputs], ["y", "", "", "sum"]).Output("y").Output("sum").Build());

        CollectionAssert.AreEqual(new[] { 8 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }
}
