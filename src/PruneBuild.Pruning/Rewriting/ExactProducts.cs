using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>For proofs: packed products that may round what enters them to eight bits, block by block, compute in floats. Other blocks
/// round otherwise, and a proof is about what a model means.</summary>
public static class ExactProducts
{
    private const string Level = "accuracy_level";

    /// <summary>The model with every MatMulNBits in 32-bit floats; the model itself when none asks for less.</summary>
    public static OnnxModel Of(OnnxModel model)
    {
        if (!Rounding(model.Graph).Any())
            return model;
        var proto = model.Proto.Clone();
        foreach (var attribute in Rounding(proto.Graph).ToArray())
            attribute.I = 1;
        return model.With(proto);
    }

    private static IEnumerable<AttributeProto> Rounding(GraphProto graph) => GraphTree.Of(graph).SelectMany(part => part.Node)
        .Where(node => node.OpType == "MatMulNBits").SelectMany(node => node.Attribute)
        .Where(attribute => attribute.Name == Level && attribute.I > 1);
}
