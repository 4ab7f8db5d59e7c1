using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>Finds the initializers of each family.</summary>
public static class TrainableTensors
{
    private static readonly HashSet<string> Normalizations =
        ["LayerNormalization", "SimplifiedLayerNormalization", "SkipLayerNormalization", "GroupNormalization", "InstanceNormalization",
            "RMSNormalization", "BatchNormalization"];

    /// <summary>The tensors of these families, each once, in the order of the graph. Low-rank updates are not among them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weights">Its matrices.</param>
    /// <param name="masks">Which elements of a tensor stay, for tensors that were masked.</param>
    /// <param name="families">What is asked for.</param>
    public static IReadOnlyList<TrainedTensor> Find(
        OnnxModel model, MaskableWeights weights, IReadOnlyDictionary<string, bool[]> masks, IReadOnlyCollection<TrainedFamily> families)
    {
        var floats = model.Graph.Initializer.Where(tensor => (ElementType)tensor.DataType == ElementType.Float)
            .ToDictionary(tensor => tensor.Name);
        var found = new Dictionary<string, TrainedTensor>();
        var index = new GraphIndex(model.Graph);
        foreach (var (name, family) in model.Graph.Node.SelectMany(node => Vectors(index, node, floats))
            .Where(pair => families.Contains(pair.Family)))
            found.TryAdd(name, new TrainedTensor(name, family));
        foreach (var weight in weights.Weights.Where(weight => floats.ContainsKey(weight.Tensor)))
        {
            foreach (var family in Families(weight).Where(families.Contains).Take(1))
                found.TryAdd(weight.Tensor, new TrainedTensor(weight.Tensor, family, masks.GetValueOrDefault(weight.Tensor)));
        }

        return [.. found.Values];
    }

    /// <summary>A lookup table that is tied to the head is of both families.</summary>
    private static TrainedFamily[] Families(MaskableWeight weight) => (weight.IsLookup, weight.IsHead) switch
    {
        (true, true) => [TrainedFamily.Embeddings, TrainedFamily.Head],
        (true, false) => [TrainedFamily.Embeddings],
        (false, true) => [TrainedFamily.Head],
        _ => [TrainedFamily.Weights],
    };

    private static IEnumerable<(string Name, TrainedFamily Family)> Vectors(
        GraphIndex index, NodeProto node, Dictionary<string, TensorProto> floats)
    {
        var isNorm = Normalizations.Contains(node.OpType);
        for (var input = 0; input < node.Input.Count; input++)
        {
            if (!floats.TryGetValue(node.Input[input], out var tensor))
                continue;
            if (IsBias(index, node, input, tensor))
                yield return (tensor.Name, TrainedFamily.Biases);
            if (!IsVector(tensor))
                continue;
            // Means and variances of BatchNormalization are statistics, not parameters.
            if (isNorm && input is 1 or 2)
                yield return (tensor.Name, TrainedFamily.Norms);
            else if (node.OpType == "Mul")
                yield return (tensor.Name, TrainedFamily.Norms);
        }
    }

    /// <summary>True for what a layer adds to its outputs. A single number is that of a layer with one output;
    /// any other is a constant of a formula.</summary>
    private static bool IsBias(GraphIndex index, NodeProto node, int input, TensorProto tensor) => (node.OpType, input) switch
    {
        ("Add", _) => IsVector(tensor) || (IsSingle(tensor) && HasOneOutput(index, index.Producer(node.Input[1 - input]))),
        ("Gemm" or "Conv" or "ConvTranspose", 2) => IsVector(tensor) || (IsSingle(tensor) && HasOneOutput(index, node)),
        // Without a gradient it would keep all else from being trained.
        ("LSTM" or "GRU", 3) => RecurrentLayers.WhyNoGradient(node) is null,
        _ => false,
    };

    private static bool IsVector(TensorProto tensor) => tensor.Dims.Count(size => size > 1) == 1;

    private static bool IsSingle(TensorProto tensor) => tensor.Dims.All(size => size == 1);

    private static bool HasOneOutput(GraphIndex index, NodeProto? node) =>
        node is { Input.Count: > 1 } && index.Constant(node.Input[1]) is { Dims.Count: >= 2 } weight && node.OpType switch
        {
            "MatMul" => weight.Dims[^1] == 1,
            "Gemm" => weight.Dims[node.Integer("transB", 0) == 0 ? 1 : 0] == 1,
            "Conv" => weight.Dims[0] == 1,
            "ConvTranspose" => weight.Dims[1] * node.Integer("group", 1) == 1,
            _ => false,
        };
}
