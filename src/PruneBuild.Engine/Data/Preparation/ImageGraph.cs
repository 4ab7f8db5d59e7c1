using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>The graph that makes a model's input of an image: decode, resize, scale, normalise, order the axes.</summary>
internal static class ImageGraph
{
    public const string Source = "source";

    public const string Result = "result";

    // The operators on images live here; those on text in ai.onnx.contrib.
    private const string Domain = "com.microsoft.extensions";

    /// <summary>The graph of a step.</summary>
    /// <param name="step">What the manifest says.</param>
    /// <param name="encoded">True for the bytes of an image file, false for pixels [channels, height, width] in RGB.</param>
    public static OnnxModel Create(ImageStep step, bool encoded)
    {
        var graph = new GraphProto
        {
            Name = "image",
            Input = { ValueInfos.Tensor(Source, ElementType.UInt8, encoded ? 1 : 3) },
            Output = { ValueInfos.Tensor(Result, ElementType.Float, 3) },
        };
        Add(graph, encoded ? Decode() : Node("Transpose", [Source], "pixels", NodeWriter.Attribute("perm", [1, 2, 0])));
        Add(graph, Node("Cast", ["pixels"], "floats", NodeWriter.Attribute("to", (long)ElementType.Float)));
        Resize(graph, step.Size.Value);
        Colors(graph, step.Colors.Value);
        Normalise(graph, step);
        Add(graph, step.Layout.Value == ImageLayout.Nchw
            ? Node("Transpose", ["normal"], Result, NodeWriter.Attribute("perm", [2, 0, 1]))
            : Node("Identity", ["normal"], Result));
        return new OnnxModel(new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 17 }, new OperatorSetIdProto { Domain = Domain, Version = 1 } },
            Graph = graph,
        });
    }

    private static NodeProto Decode()
    {
        var node = Node("DecodeImage", [Source], "pixels", NodeWriter.Attribute("color_space", "rgb"));
        node.Domain = Domain;
        return node;
    }

    /// <summary>Bilinear, as the image libraries of training code do without antialiasing;
    /// an image of the right size stays as it is.</summary>
    private static void Resize(GraphProto graph, ImageSize size)
    {
        graph.Initializer.Add(TensorProtos.Create("size", Tensor.Of([size.Height, size.Width], 2)));
        Add(graph, Node("Shape", ["floats"], "shape"));
        graph.Initializer.Add(TensorProtos.Create("two", Tensor.Of([2L], 1)));
        graph.Initializer.Add(TensorProtos.Create("three", Tensor.Of([3L], 1)));
        Add(graph, Node("Slice", ["shape", "two", "three"], "channels"));
        Add(graph, Node("Concat", ["size", "channels"], "target", NodeWriter.Attribute("axis", 0)));
        Add(graph, Node("Resize", ["floats", "", "", "target"], "sized", NodeWriter.Attribute("mode", "linear")));
    }

    private static void Colors(GraphProto graph, ImageColors colors)
    {
        switch (colors)
        {
            case ImageColors.Bgr:
                graph.Initializer.Add(TensorProtos.Create("order", Tensor.Of([2L, 1L, 0L], 3)));
                Add(graph, Node("Gather", ["sized", "order"], "colored", NodeWriter.Attribute("axis", 2)));
                break;
            case ImageColors.Gray:
                // ITU-R BT.601 luma, what image libraries mean by grey.
                graph.Initializer.Add(TensorProtos.Create("luma", Tensor.Of([0.299f, 0.587f, 0.114f], 3, 1)));
                Add(graph, Node("MatMul", ["sized", "luma"], "colored"));
                break;
            default:
                Add(graph, Node("Identity", ["sized"], "colored"));
                break;
        }
    }

    /// <summary>(pixel/255·(high − low) + low − mean) / std as one multiplication and one addition per channel.</summary>
    private static void Normalise(GraphProto graph, ImageStep step)
    {
        var channels = step.Colors.Value == ImageColors.Gray ? 1 : 3;
        var range = step.Range.Value;
        double Of(ValueList<Located<double>> values, int channel, double fallback) =>
            values.Count == 0 ? fallback : values[Math.Min(channel, values.Count - 1)].Value;

        var scale = new float[channels];
        var shift = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var std = Of(step.Std, c, 1);
            scale[c] = (float)((range.High - range.Low) / 255 / std);
            shift[c] = (float)((range.Low - Of(step.Mean, c, 0)) / std);
        }

        graph.Initializer.Add(TensorProtos.Create("scale", Tensor.Of(scale, channels)));
        graph.Initializer.Add(TensorProtos.Create("shift", Tensor.Of(shift, channels)));
        Add(graph, Node("Mul", ["colored", "scale"], "scaled"));
        Add(graph, Node("Add", ["scaled", "shift"], "normal"));
    }

    private static void Add(GraphProto graph, NodeProto node) => graph.Node.Add(node);

    private static NodeProto Node(string op, IEnumerable<string> inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = op, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } };
}
