using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Attributes of nodes.</summary>
public static class NodeAttributes
{
    /// <summary>The attribute of that name, or null.</summary>
    public static AttributeProto? Find(this NodeProto node, string name) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>Removes the attribute of that name, and returns it; null where the node has none.</summary>
    public static AttributeProto? Take(this NodeProto node, string name)
    {
        var found = node.Find(name);
        if (found is not null)
            node.Attribute.Remove(found);
        return found;
    }

    /// <summary>An attribute that is an integer, or what it is where the node does not say.</summary>
    public static long Integer(this NodeProto node, string name, long otherwise) => node.Find(name)?.I ?? otherwise;

    /// <summary>An attribute that is a number, or what it is where the node does not say.</summary>
    public static float Number(this NodeProto node, string name, float otherwise) => node.Find(name)?.F ?? otherwise;
}
