using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures.Inference;

namespace PruneBuild.Pruning.Masks;

/// <summary>Names weights after the modules that they belong to.</summary>
internal sealed class WeightNames
{
    private readonly Dictionary<string, int> taken = [];

    /// <summary>A unique name.</summary>
    public string Next(NodeProto node, string tensor, string suffix)
    {
        var name = (ModulePath.OfTensor(tensor) ?? ModulePath.OfNode(node.Name) ?? tensor) + suffix;
        var count = taken[name] = taken.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}#{count}";
    }
}
