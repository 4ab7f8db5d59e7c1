using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Drafting;

/// <summary>What people call a network.</summary>
internal static class FamilyWords
{
    private const string Transformer = "transformer";

    private static readonly string[] Recurrent = ["LSTM", "GRU", "RNN"];
    private static readonly string[] Weighted = ["Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "RNN"];

    /// <summary><c>transformer</c>, <c>convolutional network</c>, <c>recurrent network</c>, <c>perceptron</c> or <c>network</c>.</summary>
    public static string Of(OnnxModel model, ModelStructure structure) => model switch
    {
        _ when Heads(structure) > 0 => Transformer,
        _ when model.Graph.Node.Any(node => Recurrent.Contains(node.OpType)) => "recurrent network",
        // A convolutional network with some attention in it stays one; a transformer makes its tokens with a convolution or two.
        _ when AttentionBlocks.Count(model.Graph) is > 0 and var blocks && blocks >= Convolutions(model) => Transformer,
        _ when Convolutions(model) > 0 => "convolutional network",
        _ when model.Graph.Node.Any(node => node.OpType is "Gemm" or "MatMul") => "perceptron",
        _ => "network",
    };

    /// <summary>Blocks of attention where there are any; else nodes that multiply by a weight.</summary>
    public static int Layers(OnnxModel model, ModelStructure structure)
    {
        if (Heads(structure) is > 0 and var blocks)
            return blocks;
        if (Of(model, structure) == Transformer)
            return AttentionBlocks.Count(model.Graph);
        var index = new GraphIndex(model.Graph);
        return model.Graph.Node.Count(
            node => Weighted.Contains(node.OpType) && node.Input.Skip(1).Any(input => index.Constant(input) is not null));
    }

    private static int Convolutions(OnnxModel model) => model.Graph.Node.Count(node => node.OpType is "Conv" or "ConvTranspose");

    /// <summary>Grouped queries have groups of their own beside those of their keys: a block is what sums over either.</summary>
    private static int Heads(ModelStructure structure) => structure.Groups.Where(group => group.Kind == StructureKind.Heads)
        .Select(group => group.Consumers.Select(consumer => consumer.Node).FirstOrDefault(group.Id)).Distinct().Count();
}
