using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Inputs of nodes.</summary>
public static class NodeInputs
{
    /// <summary>True when an optional input is given: a name that is empty, or behind the last, is not.</summary>
    public static bool Has(this NodeProto node, int input) => input < node.Input.Count && node.Input[input].Length > 0;
}
