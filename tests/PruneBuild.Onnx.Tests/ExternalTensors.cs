using System.Globalization;
using Google.Protobuf;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

/// <summary>Models whose one initializer says that its bytes lie in another file.</summary>
internal static class ExternalTensors
{
    /// <summary>An entry for a tensor of floats.</summary>
    public static TensorProto Floats(string location, long count, long? offset = null, long? length = null)
    {
        var tensor = new TensorProto
        {
            Name = "w",
            DataType = (int)ElementType.Float,
            Dims = { count },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
        };
        if (offset is { } first)
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = first.ToString(CultureInfo.InvariantCulture) });
        if (length is { } bytes)
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = bytes.ToString(CultureInfo.InvariantCulture) });
        return tensor;
    }

    /// <summary>A model file with these initializers; gives its path.</summary>
    public static string Save(TemporaryFolder folder, params TensorProto[] tensors)
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, "n");
        foreach (var tensor in tensors)
            builder.Initializer(tensor);
        var path = folder.File("model.onnx");
        File.WriteAllBytes(path, builder.Node("Add", ["x", "w"], ["y"]).Output("y").Build().Proto.ToByteArray());
        return path;
    }

    /// <summary>The little-endian bytes of floats.</summary>
    public static byte[] Bytes(params float[] values) => Tensor.Of(values).Bytes.ToArray();
}
