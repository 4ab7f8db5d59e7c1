using Google.Protobuf;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Testing;

/// <summary>Seeded damage to model files: of bytes, and of what the bytes mean.</summary>
public static class ModelMutation
{
    private static readonly long[] Sizes = [-1, 0, 1, 2, 3, 7, 64, 1 << 20, int.MaxValue, long.MaxValue, long.MinValue];

    /// <summary>The file with one to four changes; the same seed makes the same changes.</summary>
    public static byte[] Mutate(byte[] file, int seed)
    {
        var random = new Random(seed);
        var changes = 1 + random.Next(4);
        if (random.Next(2) == 0)
            return Enumerable.Range(0, changes).Aggregate(file, (bytes, _) => OfBytes(bytes, random));
        var model = ModelProto.Parser.ParseFrom(file);
        for (var i = 0; i < changes && model.Graph is not null; i++)
            OfMeaning(model, random);
        return model.ToByteArray();
    }

    private static byte[] OfBytes(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
            return [(byte)random.Next(256)];
        var place = random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - place, 1 + random.Next(8));
        var noise = new byte[length];
        random.NextBytes(noise);
        return random.Next(5) switch
        {
            0 => [.. bytes[..place], (byte)(bytes[place] ^ (1 << random.Next(8))), .. bytes[(place + 1)..]],
            1 => [.. bytes[..place], .. noise, .. bytes[(place + length)..]],
            2 => [.. bytes[..place], .. noise, .. bytes[place..]],
            3 => [.. bytes[..place], .. bytes[(place + length)..]],
            _ => bytes[..place],
        };
    }

    private static void OfMeaning(ModelProto model, Random random)
    {
        var (graph, node) = (model.Graph, Any(model.Graph.Node, random));
        switch (random.Next(12))
        {
            case 0 when Any(graph.Initializer, random) is { Dims.Count: > 0 } tensor:
                tensor.Dims[random.Next(tensor.Dims.Count)] = Size(random);
                break;
            case 1 when Any(graph.Initializer, random) is { } tensor:
                tensor.DataType = random.Next(27);
                break;
            case 2 when Any(graph.Initializer, random) is { } tensor:
                graph.Initializer.Remove(tensor);
                break;
            case 3 when node is { Input.Count: > 0 } && Any(graph.Node, random) is { Output.Count: > 0 } other:
                node.Input[random.Next(node.Input.Count)] = other.Output[0];
                break;
            case 4 when node is { Input.Count: > 1 }:
                (node.Input[0], node.Input[1]) = (node.Input[1], node.Input[0]);
                break;
            case 5 when node is not null && Any(graph.Node, random) is { } other:
                (node.OpType, node.Domain) = (other.OpType, other.Domain);
                break;
            case 6 when node is not null:
                graph.Node.Remove(node);
                break;
            case 7 when node is not null:
                graph.Node.Add(node.Clone());
                break;
            case 8 when node is not null && Any(node.Attribute, random) is { } attribute:
                Change(attribute, random);
                break;
            case 9 when Any(graph.Input, random)?.Type?.TensorType?.Shape is { Dim.Count: > 0 } shape:
                shape.Dim[random.Next(shape.Dim.Count)].DimValue = Size(random);
                break;
            case 10 when Any(graph.Initializer, random) is { DataType: (int)ElementType.Int64, RawData.Length: >= 8 } integers:
                integers.RawData = ByteString.CopyFrom([.. BitConverter.GetBytes(Size(random)), .. integers.RawData.ToByteArray()[8..]]);
                break;
            case 11 when Any(model.OpsetImport, random) is { } import:
                import.Version = random.Next(1, 27);
                break;
        }
    }

    private static void Change(AttributeProto attribute, Random random)
    {
        if (attribute.Ints.Count > 0)
            attribute.Ints[random.Next(attribute.Ints.Count)] = Size(random);
        else if (attribute.T is { Dims.Count: > 0 } tensor)
            tensor.Dims[random.Next(tensor.Dims.Count)] = Size(random);
        else
            attribute.I = Size(random);
    }

    private static long Size(Random random) => Sizes[random.Next(Sizes.Length)];

    private static T? Any<T>(IReadOnlyList<T> list, Random random)
        where T : class => list.Count == 0 ? null : list[random.Next(list.Count)];
}
