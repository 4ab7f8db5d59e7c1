using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Constant nodes: the value in any of the attributes that may hold it.</summary>
public static class ConstantNodes
{
    /// <summary>True for a Constant node of the standard operators.</summary>
    public static bool Is(NodeProto node) => node.OpType == "Constant" && OnnxDomains.IsDefault(node.Domain) && node.Output.Count > 0;

    /// <summary>The value of a Constant node as a tensor (of any name); null for other nodes, strings and sparse values.</summary>
    public static TensorProto? Value(NodeProto node)
    {
        if (!Is(node))
            return null;
        var name = node.Output[0];
        return node.Attribute.Select(attribute => attribute.Name switch
        {
            "value" => attribute.T,
            "value_float" => TensorProtos.Scalar(name, attribute.F),
            "value_int" => TensorProtos.Scalar(name, attribute.I),
            "value_floats" => TensorProtos.Create(name, [.. attribute.Floats], attribute.Floats.Count),
            "value_ints" => TensorProtos.Create(name, [.. attribute.Ints], attribute.Ints.Count),
            _ => null,
        }).FirstOrDefault(tensor => tensor is not null);
    }

    /// <summary>Gives a Constant node another value, whatever attribute held the old one.</summary>
    public static void Set(NodeProto node, Tensor value)
    {
        node.Attribute.Clear();
        node.Attribute.Add(NodeWriter.Attribute("value", TensorProtos.Create("", value)));
    }
}
