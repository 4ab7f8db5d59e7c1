using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Sparse initializers: values, and for each the place that it has in the dense tensor. The rest is zero.</summary>
/// <remarks>Places are flat indices [n], or coordinates [n, rank].</remarks>
public static class SparseTensors
{
    /// <summary>Name of the value that a sparse initializer defines.</summary>
    public static string Name(SparseTensorProto tensor) => tensor.Values?.Name ?? "";

    /// <summary>The dense tensor.</summary>
    /// <param name="model">Where the elements are read from.</param>
    /// <param name="sparse">A sparse tensor of the model.</param>
    public static Tensor ToDense(OnnxModel model, SparseTensorProto sparse)
    {
        var (values, shape) = (model.Read(sparse.Values), sparse.Dims.ToValueList());
        var width = Tensor.BitWidth(values.Type) / 8;
        var bytes = new byte[Tensor.ByteCount(values.Type, shape.Aggregate(1L, (count, size) => checked(count * size)))];
        foreach (var (i, place) in Places(model, sparse).Index())
            values.Bytes.Slice(i * width, width).CopyTo(bytes.AsSpan((int)place * width));
        return new Tensor(values.Type, shape, bytes);
    }

    /// <summary>The sparse form of a tensor: every element that is not all zero bits (a negative zero stays), with flat places,
    /// ascending.</summary>
    /// <param name="name">The value that it defines.</param>
    /// <param name="dense">Elements of whole bytes.</param>
    public static SparseTensorProto FromDense(string name, Tensor dense)
    {
        var bytes = dense.Bytes;
        var width = WidthOf(dense.Type);
        var places = new List<long>();
        for (var i = 0; i < bytes.Length / width; i++)
        {
            if (bytes.Slice(i * width, width).ContainsAnyExcept((byte)0))
                places.Add(i);
        }

        var values = new byte[places.Count * width];
        foreach (var (i, place) in places.Index())
            bytes.Slice((int)place * width, width).CopyTo(values.AsSpan(i * width));
        return new SparseTensorProto
        {
            Values = TensorProtos.Create(name, new Tensor(dense.Type, [places.Count], values)),
            Indices = TensorProtos.Create("", Tensor.Of([.. places], places.Count)),
            Dims = { dense.Shape },
        };
    }

    /// <summary>The slices of these indices along an axis: values elsewhere go, and places move up. The form of the places stays.</summary>
    /// <param name="model">Where the elements are read from.</param>
    /// <param name="sparse">A sparse tensor of the model.</param>
    /// <param name="axis">0 ≤ axis &lt; rank.</param>
    /// <param name="indices">Slices to keep, strictly ascending.</param>
    public static SparseTensorProto Take(OnnxModel model, SparseTensorProto sparse, int axis, IReadOnlyList<int> indices)
    {
        var shape = sparse.Dims.ToArray();
        var inner = shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        var moved = indices.Select((from, to) => (from, to)).ToDictionary(pair => (long)pair.from, pair => (long)pair.to);
        var (stay, places) = (new List<int>(), new List<long>());
        foreach (var (i, place) in Places(model, sparse).Index())
        {
            var (block, within) = Math.DivRem(place, inner);
            var (outer, index) = Math.DivRem(block, shape[axis]);
            if (!moved.TryGetValue(index, out var to))
                continue;
            stay.Add(i);
            places.Add((((outer * indices.Count) + to) * inner) + within);
        }

        shape[axis] = indices.Count;
        var coordinates = sparse.Indices.Dims.Count > 1;
        var stored = coordinates ? [.. places.SelectMany(place => Coordinates(place, shape))] : places.ToArray();
        return new SparseTensorProto
        {
            Values = TensorProtos.Create(Name(sparse), model.Read(sparse.Values).Take(0, stay)),
            Indices = TensorProtos.Create(
                sparse.Indices.Name, Tensor.Of(stored, coordinates ? [places.Count, shape.Length] : [places.Count])),
            Dims = { shape },
        };
    }

    private static int WidthOf(ElementType type) => Tensor.BitWidth(type) is >= 8 and var bits
        ? bits / 8
        : throw new ArgumentException($"Elements of {type} share bytes.", nameof(type));

    private static IEnumerable<long> Places(OnnxModel model, SparseTensorProto sparse)
    {
        var stored = model.Read(sparse.Indices).ToInt64s();
        if (sparse.Indices.Dims.Count <= 1)
            return stored;
        var rank = sparse.Dims.Count;
        return Enumerable.Range(0, stored.Length / rank).Select(
            i => Enumerable.Range(0, rank).Aggregate(0L, (flat, axis) => (flat * sparse.Dims[axis]) + stored[(i * rank) + axis]));
    }

    private static long[] Coordinates(long place, long[] shape)
    {
        var index = new long[shape.Length];
        for (var axis = shape.Length - 1; axis >= 0; axis--)
            (place, index[axis]) = Math.DivRem(place, shape[axis]);
        return index;
    }
}
