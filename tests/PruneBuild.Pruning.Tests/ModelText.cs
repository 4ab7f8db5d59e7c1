using System.Globalization;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests;

/// <summary>Models as text, one statement a line, so that a graph of twenty nodes can be read at a glance.</summary>
/// <remarks>
/// <code>
/// in x batch sequence 24              an input of floats; "in.i64" and "in.bool" are others
/// w up 24 96                          a weight of random floats; "w.half" has 16 bits
/// i split 0 0 4 6                     a list of integers; "i0" is one integer, "f0" one float, "f" a list of floats
/// h = MatMul(x, up)                   a node; an empty name leaves an input out
/// q k v = Split(h) axis=-1 sizes=[2,3]   several outputs, attributes
/// out y
/// </code>
/// </remarks>
internal static class ModelText
{
    public static OnnxModel Read(string text, int opset = 17)
    {
        var builder = new ModelBuilder(opset, opset < 19 ? 8 : opset < 23 ? 10 : 11);
        if (text.Contains("com.microsoft:", StringComparison.Ordinal))
            builder.Domain("com.microsoft");
        foreach (var (i, line) in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Index())
            Read(builder, line, i + 1);
        return builder.Build();
    }

    private static void Read(ModelBuilder builder, string line, int seed)
    {
        if (line.Contains('='))
        {
            Node(builder, line);
            return;
        }

        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long[] Sizes() => [.. words.Skip(2).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        switch (words[0])
        {
            case "in" or "in.i64" or "in.bool" or "in.half":
                var type = words[0] switch
                {
                    "in" => ElementType.Float,
                    "in.i64" => ElementType.Int64,
                    "in.half" => ElementType.Float16,
                    _ => ElementType.Bool,
                };
                builder.Input(words[1], type, [.. words.Skip(2)
                    .Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out var size) ? (Testing.Dim)size : word)]);
                break;
            case "w":
                builder.Weight(words[1], seed, Sizes());
                break;
            case "w.half":
                builder.Initializer(words[1], Tensor.OfFloats(
                    ElementType.Float16, SeededValues.Floats(seed, (int)Sizes().Aggregate(1L, (a, b) => a * b)), Sizes()));
                break;
            case "w.int8":
                builder.Initializer(words[1], Tensor.Of(
                    ElementType.Int8, [.. SeededValues.Floats(
                        seed, (int)Sizes().Aggregate(1L, (a, b) => a * b)).Select(value => (sbyte)(value * 100))], Sizes()));
                break;
            case "positive":
                builder.Initializer(
                    words[1], Tensor.Of([.. SeededValues.Floats(seed, (int)Sizes()[0]).Select(value => Math.Abs(value) + 0.5f)], Sizes()));
                break;
            case "i":
                builder.Integers(words[1], Sizes());
                break;
            case "i0":
                builder.Scalar(words[1], Sizes()[0]);
                break;
            case "int32":
                int[] integers = [.. Sizes().Select(size => (int)size)];
                builder.Initializer(words[1], Tensor.Of(ElementType.Int32, integers, integers.Length));
                break;
            case "int8":
                builder.Initializer(words[1], Tensor.Scalar(ElementType.Int8, sbyte.Parse(words[2], CultureInfo.InvariantCulture)));
                break;
            case "uint8":
                builder.Initializer(words[1], Tensor.Scalar(ElementType.UInt8, byte.Parse(words[2], CultureInfo.InvariantCulture)));
                break;
            case "f0":
                builder.Scalar(words[1], float.Parse(words[2], CultureInfo.InvariantCulture));
                break;
            case "f":
                float[] numbers = [.. words.Skip(2).Select(word => float.Parse(word, CultureInfo.InvariantCulture))];
                builder.Initializer(words[1], Tensor.Of(numbers, numbers.Length));
                break;
            case "out":
                builder.Output(words[1]);
                break;
            default:
                throw new FormatException($"No statement begins with '{words[0]}'.");
        }
    }

    private static void Node(ModelBuilder builder, string line)
    {
        var (equals, open) = (line.IndexOf('='), line.IndexOf('('));
        var close = line.IndexOf(')', open);
        var outputs = line[..equals].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "_" ? "" : name);
        var inputs = line[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries);
        var attributes = line[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2));
        builder.Node(
            line[(equals + 1)..open].Trim(), inputs is [""] ? [] : inputs, outputs,
            [.. attributes.Select(pair => (pair[0], Value(pair[1])))]);
    }

    private static object Value(string text) => text switch
    {
        ['[', .. var list, ']'] => list.Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray(),
        ['\'', .. var quoted, '\''] => quoted,
        _ => long.TryParse(text, CultureInfo.InvariantCulture, out var integer)
            ? (object)integer
            : float.Parse(text, CultureInfo.InvariantCulture),
    };
}
