using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class CoupledLayersTests
{
    [TestMethod]
    [DataRow("encoder", "ffn.up ReLU ffn.down")]
    [DataRow("decoder", "ffn.up ReLU ffn.down")]
    [DataRow("grouped", "ffn.up ffn.gate SiLU ffn.down")]
    [DataRow("tokens", "one.up ReLU one.down; two.up ReLU two.down")]
    [DataRow("chain", "first ReLU second; second tanh third")]
    [DataRow("convolutions", "")]
    public void LayersAroundAFunctionAreFoundAndTheFunctionIsTold(string model, string expected) =>
        Assert.AreEqual(expected, Found(SmallModels.Of(model)));

    [TestMethod]
    public void BiasesAreThoseThatTheFunctionSees()
    {
        var model = SmallModels.Of("chain");
        var pairs = Pairs(model);
        var index = new GraphIndex(model.Graph);
        foreach (var (pair, bias) in pairs.Zip((string[])["first.bias", "second.bias"]))
            CollectionAssert.AreEqual(
                model.Read(index.Constant(bias)!).ToFloats().Select(value => (double)value).ToArray(), pair.Biases[0].ToArray());
        Assert.IsTrue(Pairs(SmallModels.Of("grouped")).Single().Biases.All(bias => bias.All(value => value == 0)));
    }

    [TestMethod]
    public void WhatSomebodyElseReadsOrNobodyKnowsIsNoPair()
    {
        Assert.AreEqual("", Found(Layers("Relu", readElsewhere: true)));
        Assert.AreEqual("", Found(Layers("Softplus")));
        Assert.AreEqual("", Found(Layers("Softmax")));
        Assert.AreEqual("up ReLU down", Found(Layers("Relu")));
    }

    [TestMethod]
    [DataRow("bert__ts14", "GELU", 2)]
    [DataRow("clip__ts17", "quick GELU", 4)]
    [DataRow("electra__ts17", "GELU", 2)]
    [DataRow("gptneo__ts17", "GELU by tanh", 2)]
    [DataRow("llama__ts17", "SiLU", 2)]
    [DataRow("hf4_opt__ts14", "ReLU", 2)]
    public void FunctionsInTheFormsOfExportersAreTold(string name, string function, int count)
    {
        var pairs = Pairs(OnnxReader.Read(SharedFolder.Require("zoo", name, "model.onnx")).Value!);
        Assert.AreEqual(
            count, pairs.Count(pair => pair.Function.Name == function), string.Join("; ", pairs.Select(pair => pair.Function.Name)));
    }

    private static OnnxModel Layers(string function, bool readElsewhere = false)
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", 6)
            .Weight("up.weight", 1, 6, 8).Weight("down.weight", 2, 8, 3)
            .Node("MatMul", ["x", "up.weight"], ["a"]).Node(function, ["a"], ["b"])
            .Node("MatMul", ["b", "down.weight"], ["y"]).Output("y");
        return (readElsewhere ? builder.Node("Neg", ["a"], ["z"]).Output("z") : builder).Build();
    }

    private static string Found(OnnxModel model) => string.Join("; ", Pairs(model).Select(
        pair => $"{string.Join(' ', pair.Up.Select(weight => weight.Id))} {pair.Function.Name} {pair.Down.Id}"));

    private static IReadOnlyList<CoupledLayers> Pairs(OnnxModel model)
    {
        var facts = StructureAnalysis.Analyse(model, null, Device.Cpu).Value!.Probe.Facts;
        MaskableWeight[] weights = [.. MaskableWeights.Find(model, facts).Weights];
        return CoupledLayers.Find(model, facts, weights, weights, Device.Cpu);
    }
}
