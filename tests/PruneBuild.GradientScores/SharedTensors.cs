using PruneBuild.Onnx;

namespace PruneBuild.GradientScores;

/// <summary>Which initializers of a variant are still those of the model that it was made from.</summary>
internal static class SharedTensors
{
    /// <summary>Names of the model's constants; of a variant only those with the same elements in the original.</summary>
    public static IReadOnlySet<string> With(OnnxModel model, string? original)
    {
        var own = Constants(model);
        if (original is null)
            return own.Keys.ToHashSet();
        using var other = OnnxReader.Read(original).Value!;
        var others = Constants(other);
        return own.Where(pair => others.TryGetValue(pair.Key, out var tensor) && tensor.Shape.Equals(pair.Value.Shape)
            && tensor.Type == pair.Value.Type && tensor.Bytes.SequenceEqual(pair.Value.Bytes)).Select(pair => pair.Key).ToHashSet();
    }

    private static Dictionary<string, Tensor> Constants(OnnxModel model) => model.Graph.Initializer
        .Concat(model.Graph.Node.Where(ConstantNodes.Is).Where(node => ConstantNodes.Value(node) is not null)
            .Select(node => Named(ConstantNodes.Value(node)!, node.Output[0])))
        .Where(tensor => tensor.DataType != (int)ElementType.String)
        .DistinctBy(tensor => tensor.Name)
        .ToDictionary(tensor => tensor.Name, model.Read);

    private static Onnx.Proto.TensorProto Named(Onnx.Proto.TensorProto tensor, string name)
    {
        var named = tensor.Clone();
        named.Name = name;
        return named;
    }
}
