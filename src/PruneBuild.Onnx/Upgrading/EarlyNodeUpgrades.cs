using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Upgrading;

/// <summary>What changed about single operators between opset 7 and 11.</summary>
internal static class EarlyNodeUpgrades
{
    private const long ScalesAreInputs = 9;
    private const long PartsAreInputs = 10;
    private const long PlacesAreStated = 11;

    /// <summary>Changes a node in place.</summary>
    /// <param name="node">Any node of a graph at this opset.</param>
    /// <param name="opset">The opset.</param>
    /// <param name="writer">Writes constants.</param>
    /// <param name="graph">The graph around the node.</param>
    public static void Apply(NodeProto node, long opset, NodeWriter writer, GraphProto graph)
    {
        switch (node.OpType)
        {
            case "BatchNormalization" when opset < ScalesAreInputs:
                node.Take("spatial");
                break;
            case "Slice" when opset < PartsAreInputs:
                Slice(node, writer);
                break;
            case "TopK" when opset < PartsAreInputs:
                node.Input.Add(writer.Integers(node.Take("k")!.I));
                break;
            case "Upsample" when opset < PlacesAreStated:
                Upsample(node, opset, writer);
                break;
            case "Resize" when opset < PlacesAreStated:
                Resize(node, new GraphIndex(graph).Constant(node.Input[1]));
                break;
            case "Clip" when opset < PlacesAreStated:
                Clip(node, writer);
                break;
            case "Pad" when opset < PlacesAreStated:
                node.Input.Add(writer.Integers([.. node.Take("pads")!.Ints]));
                if (node.Take("value") is { } filling)
                    node.Input.Add(Number(writer, filling));
                break;
            case "Scatter" when opset < PlacesAreStated:
                node.OpType = "ScatterElements";
                break;
        }
    }

    private static void Slice(NodeProto node, NodeWriter writer)
    {
        var (starts, ends, axes) = (node.Take("starts")!, node.Take("ends")!, node.Take("axes"));
        node.Input.Add([writer.Integers([.. starts.Ints]), writer.Integers([.. ends.Ints])]);
        if (axes is not null)
            node.Input.Add(writer.Integers([.. axes.Ints]));
    }

    private static void Upsample(NodeProto node, long opset, NodeWriter writer)
    {
        node.OpType = "Resize";
        if (opset < ScalesAreInputs)
            node.Input.Add(writer.Constant(Tensor.Of([.. node.Take("scales")!.Floats])));
        Resize(node, null);
    }

    // Until 11 a place of the result was a multiple of one of the data, cut off, and rounded up where the data shrinks.
    private static void Resize(NodeProto node, TensorProto? scales)
    {
        var shrinks = scales is not null && Array.Exists(TensorDecoding.Decode(scales).ToFloats(), scale => scale < 1);
        node.Input.Insert(1, "");
        node.Attribute.Add(NodeWriter.Attribute("coordinate_transformation_mode", "asymmetric"));
        node.Attribute.Add(NodeWriter.Attribute("nearest_mode", shrinks ? "ceil" : "floor"));
    }

    private static void Clip(NodeProto node, NodeWriter writer)
    {
        var (low, high) = (node.Take("min"), node.Take("max"));
        if (low is not null || high is not null)
            node.Input.Add(low is null ? "" : Number(writer, low));
        if (high is not null)
            node.Input.Add(Number(writer, high));
    }

    private static string Number(NodeWriter writer, AttributeProto attribute) =>
        writer.Constant(Tensor.Scalar(ElementType.Float, attribute.F));
}
