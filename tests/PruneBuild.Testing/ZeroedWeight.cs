using PruneBuild.Onnx;

namespace PruneBuild.Testing;

/// <summary>Models with a weight that is partly zero.</summary>
public static class ZeroedWeight
{
    /// <summary>The model with zeros at some places of a weight.</summary>
    /// <param name="model">The model.</param>
    /// <param name="weight">Name of the initializer, of floats.</param>
    /// <param name="goes">True at (row, column) for a zero; a vector is one row.</param>
    public static OnnxModel In(OnnxModel model, string weight, Func<int, int, bool> goes)
    {
        var proto = model.Proto.Clone();
        var tensor = proto.Graph.Initializer.Single(known => known.Name == weight);
        var (values, columns) = (model.Read(tensor).ToFloats(), (int)tensor.Dims[^1]);
        for (var i = 0; i < values.Length; i++)
            values[i] = goes(i / columns, i % columns) ? 0 : values[i];
        proto.Graph.Initializer[proto.Graph.Initializer.IndexOf(tensor)] = TensorProtos.Create(weight, values, [.. tensor.Dims]);
        return model.With(proto);
    }
}
