using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>Finds the initializers of each family.</summary>
public static class TrainableTensors
{
    private static readonly HashSet<string> Normalizations =
        ["LayerNormalization", "SimplifiedLayerNormalization", "SkipLayerNormalization", "GroupNormalization", "InstanceNormalization", "RMSNormalization", "BatchNormalization"];

    /// <summary>The tensors of these families, each once, in the order of the graph. Low-rank updates are not among them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Its matrices.</param>
    /// <param name="masks">Which elements of a tensor stay, for tensors that were masked.</param>
    /// <param name="families">What is asked for.</param>
    public static IReadOnlyList<TrainedTensor> Find(
        OnnxModel model, MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks, IReadOnlyCollection<TrainedFamily> families)
    {
        var floats = model.Graph.Initializer.Where(tensor => (ElementType)tensor.DataType == ElementType.Float).ToDictionary(tensor => tensor.Name);
        var found = new Dictionary<string, TrainedTensor>();
        foreach (var (name, family) in model.Graph.Node.SelectMany(node => Vectors(node, floats)).Where(pair => families.Contains(pair.Family)))
            found.TryAdd(name, new TrainedTensor(name, family));
        foreach (var weight in weights.Weights.Where(weight => floats.ContainsKey(weight.Tensor)))
        {
            if (Family(weight) is var family && families.Contains(family))
                found.TryAdd(weight.Tensor, new TrainedTensor(weight.Tensor, family, masks.GetValueOrDefault(weight.Tensor)));
        }

        return [.. found.Values];
    }

    private static TrainedFamily Family(MaskableWeight weight) =>
        weight.Operator == "Gather" ? TrainedFamily.Embeddings
        : weight.IsHead ? TrainedFamily.Head
        : TrainedFamily.Weights;

    private static IEnumerable<(string Name, TrainedFamily Family)> Vectors(NodeProto node, Dictionary<string, TensorProto> floats)
    {
        var isNorm = Normalizations.Contains(node.OpType);
        for (var input = 0; input < node.Input.Count; input++)
        {
            if (!floats.TryGetValue(node.Input[input], out var tensor) || tensor.Dims.Count(size => size > 1) != 1)
                continue;
            // Means and variances of BatchNormalization are statistics, not parameters.
            if (isNorm && input is 1 or 2)
                yield return (tensor.Name, TrainedFamily.Norms);
            else if (node.OpType == "Mul")
                yield return (tensor.Name, TrainedFamily.Norms);
            else if (node.OpType == "Add" || (node.OpType is "Gemm" or "Conv" or "ConvTranspose" && input == 2))
                yield return (tensor.Name, TrainedFamily.Biases);
        }
    }
}
