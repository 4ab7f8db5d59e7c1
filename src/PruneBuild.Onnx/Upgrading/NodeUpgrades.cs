using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Upgrading;

/// <summary>What changed about single operators between opset 11 and 18.</summary>
internal static class NodeUpgrades
{
    private const long AxesAreInputs = 13;
    private const long AllAxesAreInputs = 18;

    /// <summary>Changes a node in place, or writes others for it.</summary>
    /// <returns>True when others were written, so that the node itself is not needed.</returns>
    public static bool Write(NodeProto node, long opset, NodeWriter writer, GraphProto graph)
    {
        switch (node.OpType)
        {
            case "Squeeze" or "Unsqueeze" or "ReduceSum" when opset < AxesAreInputs:
            case "ReduceMean" or "ReduceMax" or "ReduceMin" or "ReduceProd" or "ReduceL1" or "ReduceL2" or "ReduceLogSum"
                or "ReduceLogSumExp" or "ReduceSumSquare" when opset < AllAxesAreInputs:
                ToInput(node, "axes", writer);
                return false;
            case "Split":
                Split(node, opset, writer);
                return false;
            case "Softmax" or "LogSoftmax" or "Hardmax" when opset < AxesAreInputs:
                return Flattened(node, writer, graph);
            case "Dropout" when opset < 12:
                // The ratio matters in training only, which this node does not know.
                node.Take("ratio");
                return false;
            case "RoiAlign" when opset < 16:
                node.Attribute.Add(NodeWriter.Attribute("coordinate_transformation_mode", "output_half_pixel"));
                return false;
            default:
                return false;
        }
    }

    private static void Split(NodeProto node, long opset, NodeWriter writer)
    {
        if (opset < AxesAreInputs)
            ToInput(node, "split", writer);
        if (node.Input.Count == 1)
            node.Attribute.Add(NodeWriter.Attribute("num_outputs", node.Output.Count));
    }

    private static void ToInput(NodeProto node, string attribute, NodeWriter writer)
    {
        if (node.Take(attribute) is { } taken)
            node.Input.Add(writer.Integers([.. taken.Ints]));
    }

    // Until 13 these saw a matrix: the axes before their axis, and the axes from it on.
    private static bool Flattened(NodeProto node, NodeWriter writer, GraphProto graph)
    {
        var axis = node.Integer("axis", 1);
        if (axis == -1)
            return false;
        var matrix = writer.Add("Flatten", [node.Input[0]], NodeWriter.Attribute("axis", axis));
        var result = writer.Add(node.OpType, [matrix], NodeWriter.Attribute("axis", -1));
        graph.Node.Add(new NodeProto
        {
            OpType = "Reshape",
            Name = node.Name,
            Input = { result, writer.Add("Shape", [node.Input[0]]) },
            Output = { node.Output },
        });
        return true;
    }
}
