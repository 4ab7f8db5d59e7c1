using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Masks;

[TestClass]
public sealed class WeightBlocksTests
{
    [TestMethod]
    public void AttentionAndWhatFollowsAreOneBlock() => Assert.AreEqual(
        "attention.query attention.key attention.value attention.output ffn.up ffn.down", string.Join(" | ", Blocks(TinyModels.Encoder())));

    [TestMethod]
    public void LayersInARowAreBlocksOfTheirOwn() => Assert.AreEqual("first | second", string.Join(" | ", Blocks(TinyModels.Mlp())));

    [TestMethod]
    public void AResidualBlockOfConvolutionsIsOneBlock() =>
        Assert.AreEqual("block.first block.second", string.Join(" | ", Blocks(TinyModels.ResidualConvolutions())));

    [TestMethod]
    public void BlocksOfTheSharedLlamaAreItsLayers()
    {
        var blocks = Blocks(OnnxReader.Read(SharedFolder.Require("data", "stories260k", "stories260k.onnx")).Value!);
        Assert.HasCount(5, blocks);
        Assert.IsTrue(blocks.All(block => block.Split(' ').Length == 7), string.Join(" | ", blocks));
        StringAssert.StartsWith(blocks[0], "wq wk wv wo w1 w3 w2");
    }

    [TestMethod]
    public void BlocksOfTheSharedGptAreItsLayers()
    {
        var blocks = Blocks(OnnxReader.Read(SharedFolder.Require("data", "shakespeare-char-gpt", "shakespeare-char-gpt.onnx")).Value!);
        Assert.AreEqual("c_attn c_fc c_proj | c_attn_1 c_fc_1 c_proj_1", string.Join(" | ", blocks));
    }

    [TestMethod]
    public void BlocksOfTheSharedBertAreItsLayers()
    {
        var blocks = Blocks(OnnxReader.Read(SharedFolder.Require("models", "sst2-minilm", "sst2-minilm.onnx")).Value!);
        Assert.AreEqual("6 6 6 6 6 6 1", string.Join(' ', blocks.Select(block => block.Split(' ').Length)), string.Join(" | ", blocks));
    }

    [TestMethod]
    public void ABlockHandsOnOneValueThatTheNextReads()
    {
        var model = OnnxReader.Read(SharedFolder.Require("data", "shakespeare-char-gpt", "shakespeare-char-gpt.onnx")).Value!;
        var facts = Inferred.Of(model).Probe.Facts;
        var weights = MaskableWeights.Find(model, facts).Weights.Where(WeightFilter.Default.Allows).ToArray();
        var blocks = WeightBlocks.WithOutputs(model, facts, weights);
        Assert.HasCount(2, blocks);
        var index = new GraphIndex(model.Graph);
        Assert.IsTrue(
            blocks.All(block => index.Producer(block.Outputs.Single())!.OpType == "Add"),
            string.Join(", ", blocks.SelectMany(block => block.Outputs)));
        Assert.AreEqual("LayerNormalization", index.Uses(blocks[0].Outputs[0]).Single().Node!.OpType);
    }

    [TestMethod]
    public void TheLastBlockHandsOnTheAnswer()
    {
        var model = TinyModels.Mlp();
        var facts = Inferred.Of(model).Probe.Facts;
        var blocks = WeightBlocks.WithOutputs(model, facts, [.. MaskableWeights.Find(model, facts).Weights]);
        Assert.AreEqual(model.Graph.Output[0].Name, blocks[^1].Outputs.Single());
    }

    [TestMethod]
    public void AWeightThatTwoLayersShareKeepsAllBetweenThemInOneBlock()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 4).Weight("v", 2, 4, 4).Weight("u", 3, 4, 2)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "v"], ["c"]).Node("Relu", ["c"], ["d"])
            .Node("MatMul", ["d", "w"], ["e"]).Node("Relu", ["e"], ["f"]).Node("MatMul", ["f", "u"], ["y"]).Output("y").Build();
        var facts = Inferred.Of(model).Probe.Facts;
        var blocks = WeightBlocks.WithOutputs(model, facts, [.. MaskableWeights.Find(model, facts).Weights]);
        Assert.AreEqual("w v: e | u: y", string.Join(
            " | ", blocks.Select(
                block => $"{string.Join(' ', block.Weights.Select(weight => weight.Tensor))}: {string.Join(' ', block.Outputs)}")));
    }

    /// <summary>b is an answer too, but nothing of the last block changes it.</summary>
    [TestMethod]
    public void TheLastBlockHandsOnAllAnswersThatFollowFromIt()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 4).Weight("v", 2, 4, 3).Weight("u", 3, 4, 2)
            .Node("MatMul", ["x", "w"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "v"], ["y"])
            .Node("MatMul", ["b", "u"], ["z"])
            .Output("z").Output("b").Output("y").Build();
        var facts = Inferred.Of(model).Probe.Facts;
        var blocks = WeightBlocks.WithOutputs(model, facts, [.. MaskableWeights.Find(model, facts).Weights]);
        Assert.AreEqual("w: a | v u: z y", string.Join(
            " | ", blocks.Select(
                block => $"{string.Join(' ', block.Weights.Select(weight => weight.Tensor))}: {string.Join(' ', block.Outputs)}")));
    }

    /// <summary>Between its two halves a quantised value is one of integers; what lies before it is not what the block hands on.</summary>
    [TestMethod]
    public void QuantisedValuesCarryTheDataToo()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 4).Weight("v", 2, 4, 4).Weight("u", 3, 4, 3)
            .Scalar("scale", 0.02f).Initializer("zero", Tensor.Of(ElementType.Int8, [(sbyte)3]))
            .Node("MatMul", ["x", "w"], ["a0"]).Node("QuantizeLinear", ["a0", "scale", "zero"], ["a1"])
            .Node("Reshape", ["a1", "same"], ["a2"])
            .Node("DequantizeLinear", ["a2", "scale", "zero"], ["a"]).Node("DequantizeLinear", ["a2", "scale", "zero"], ["skip"])
            .Node("MatMul", ["a", "v"], ["b0"]).Node("QuantizeLinear", ["b0", "scale", "zero"], ["b1"])
            .Node("DequantizeLinear", ["b1", "scale", "zero"], ["b"])
            .Node("Add", ["b", "skip"], ["c"]).Node("MatMul", ["c", "u"], ["y"]).Integers("same", 0, 4).Output("y").Build();
        var facts = Inferred.Of(model).Probe.Facts;
        var blocks = WeightBlocks.WithOutputs(model, facts, [.. MaskableWeights.Find(model, facts).Weights]);
        Assert.AreEqual("w: a0 | v: c | u: y", string.Join(
            " | ", blocks.Select(
                block => $"{string.Join(' ', block.Weights.Select(weight => weight.Tensor))}: {string.Join(' ', block.Outputs)}")));
    }

    [TestMethod]
    public void ANameThatTwoNodesGiveIsNoReasonToStop()
    {
        var model = TinyModels.Mlp();
        var facts = Inferred.Of(model).Probe.Facts;
        var weights = MaskableWeights.Find(model, facts).Weights.ToArray();
        model.Graph.Node.Add(model.Graph.Node.First(node => node.OpType == "Relu").Clone());
        Assert.AreEqual(
            "first second third",
            string.Join(' ', WeightBlocks.Of(model, facts, weights).SelectMany(block => block).Select(weight => weight.Id)));
    }

    private static string[] Blocks(OnnxModel model)
    {
        var facts = Inferred.Of(model).Probe.Facts;
        var weights = MaskableWeights.Find(model, facts).Weights.Where(WeightFilter.Default.Allows).ToArray();
        return [.. WeightBlocks.Of(model, facts, weights).Select(block => string.Join(' ', block.Select(weight => weight.Id)))];
    }
}
