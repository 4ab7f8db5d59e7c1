using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>What one reader of a constant wants changed.</summary>
internal sealed class ConstantEdit
{
    private readonly SortedDictionary<int, int[]> kept = [];
    private readonly SortedDictionary<int, long> elements = [];

    /// <summary>Equal for edits that give the same tensor.</summary>
    public string Signature =>
        string.Join(';', kept.Select(pair => $"{pair.Key}:{string.Join(',', pair.Value)}")) + "|"
        + string.Join(';', elements.Select(pair => $"{pair.Key}={pair.Value}"));

    public void Keep(int axis, int[] indices) =>
        kept[axis] = kept.TryGetValue(axis, out var earlier) ? [.. earlier.Intersect(indices)] : indices;

    /// <summary>Puts an axis into another order; several calls for one axis follow each other.</summary>
    public void Reorder(int axis, int[] from) =>
        kept[axis] = kept.TryGetValue(axis, out var earlier) ? Array.ConvertAll(from, index => earlier[index]) : from;

    public void Set(int element, long value) => elements[element] = value;

    /// <summary>The sparse version; integers of shape arithmetic are never sparse.</summary>
    public SparseTensorProto Apply(OnnxModel model, SparseTensorProto tensor) =>
        kept.Aggregate(tensor, (part, pair) => SparseTensors.Take(model, part, pair.Key, pair.Value));

    public Tensor Apply(Tensor tensor)
    {
        foreach (var (axis, indices) in kept)
            tensor = tensor.Take(axis, indices);
        if (elements.Count == 0)
            return tensor;
        var values = tensor.ToInt64s();
        foreach (var (element, value) in elements)
            values[element] = value;
        return tensor.Type == ElementType.Int32
            ? new Tensor(
                ElementType.Int32, tensor.Shape, Tensor.Of(ElementType.Int32, Array.ConvertAll(values, value => (int)value)).Memory)
            : new Tensor(ElementType.Int64, tensor.Shape, Tensor.Of(values).Memory);
    }
}
