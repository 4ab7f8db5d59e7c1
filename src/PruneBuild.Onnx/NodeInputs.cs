using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Inputs of nodes.</summary>
public static class NodeInputs
{
    /// <summary>True when an optional input is given: a name that is empty, or behind the last, is not.</summary>
    public static bool Has(this NodeProto node, int input) => input < node.Input.Count && node.Input[input].Length > 0;

    /// <summary>What an input reads; null where it is not given.</summary>
    public static string? Given(this NodeProto node, int input) => node.Has(input) ? node.Input[input] : null;
}
