using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Drafting;

/// <summary>What people call a network.</summary>
internal static class FamilyWords
{
    private static readonly string[] Recurrent = ["LSTM", "GRU", "RNN"];
    private static readonly string[] Weighted = ["Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "RNN"];

    /// <summary><c>transformer</c>, <c>convolutional network</c>, <c>recurrent network</c>, <c>perceptron</c> or <c>network</c>.</summary>
    public static string Of(OnnxModel model, ModelStructure structure) => model switch
    {
        _ when Heads(structure) > 0 => "transformer",
        _ when model.Graph.Node.Any(node => Recurrent.Contains(node.OpType)) => "recurrent network",
        _ when model.Graph.Node.Any(node => node.OpType is "Conv" or "ConvTranspose") => "convolutional network",
        _ when model.Graph.Node.Any(node => node.OpType is "Gemm" or "MatMul") => "perceptron",
        _ => "network",
    };

    /// <summary>Blocks of attention where there are any; else nodes that multiply by a weight.</summary>
    public static int Layers(OnnxModel model, ModelStructure structure)
    {
        if (Heads(structure) is > 0 and var blocks)
            return blocks;
        var index = new GraphIndex(model.Graph);
        return model.Graph.Node.Count(node => Weighted.Contains(node.OpType) && node.Input.Skip(1).Any(input => index.Constant(input) is not null));
    }

    /// <summary>Grouped queries have groups of their own beside those of their keys: a block is what sums over either.</summary>
    private static int Heads(ModelStructure structure) => structure.Groups.Where(group => group.Kind == StructureKind.Heads)
        .Select(group => group.Consumers.Select(consumer => consumer.Node).FirstOrDefault(group.Id)).Distinct().Count();
}
