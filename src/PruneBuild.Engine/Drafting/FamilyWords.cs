using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Drafting;

/// <summary>What people call a network.</summary>
internal static class FamilyWords
{
    private const string Transformer = "transformer";

    private static readonly string[] Recurrent = ["LSTM", "GRU", "RNN", "DynamicQuantizeLSTM"];
    private static readonly string[] Convolutional = ["Conv", "ConvTranspose", "ConvInteger", "QLinearConv"];
    private static readonly string[] Dense =
        ["Gemm", "MatMul", "MatMulInteger", "QLinearMatMul", "QGemm", "DynamicQuantizeMatMul", "MatMulNBits"];

    /// <summary><c>transformer</c>, <c>convolutional network</c>, <c>recurrent network</c>, <c>perceptron</c> or <c>network</c>.</summary>
    public static string Of(OnnxModel model, ModelStructure structure) => model switch
    {
        _ when Heads(structure) > 0 => Transformer,
        _ when Count(model, Recurrent) > 0 => "recurrent network",
        // A convolutional network with some attention in it stays one; a transformer makes its tokens with a convolution or two.
        _ when AttentionBlocks.Count(model.Graph) is > 0 and var blocks && blocks >= Count(model, Convolutional) => Transformer,
        _ when Count(model, Convolutional) > 0 => "convolutional network",
        _ when Count(model, Dense) > 0 => "perceptron",
        _ => "network",
    };

    /// <summary>Blocks of attention where there are any; else nodes that multiply by a weight.</summary>
    public static int Layers(OnnxModel model, ModelStructure structure)
    {
        if (Heads(structure) is > 0 and var blocks)
            return blocks;
        if (Of(model, structure) == Transformer)
            return AttentionBlocks.Count(model.Graph);
        var index = GraphIndex.Deep(model.Graph);
        return GraphTree.Nodes(model.Graph).Count(node => Recurrent.Concat(Convolutional).Concat(Dense).Contains(node.OpType)
            && node.Input.Skip(1).Any(input => IsWeight(index, input)));
    }

    /// <summary>A constant, or one that is decoded or moved on the way.</summary>
    private static bool IsWeight(GraphIndex index, string value) => index.Constant(value) is not null
        || (index.Producer(value) is { OpType: "DequantizeLinear" or "Cast" or "Transpose", Input: [var carried, ..] }
            && IsWeight(index, carried));

    /// <summary>Those in bodies, too: some exporters put the whole network into one.</summary>
    private static int Count(OnnxModel model, string[] operators) =>
        GraphTree.Nodes(model.Graph).Count(node => operators.Contains(node.OpType));

    /// <summary>Grouped queries have groups of their own beside those of their keys: a block is what sums over either.</summary>
    private static int Heads(ModelStructure structure) => structure.Groups.Where(group => group.Kind == StructureKind.Heads)
        .Select(group => group.Consumers.Select(consumer => consumer.Node).FirstOrDefault(group.Id)).Distinct().Count();
}
