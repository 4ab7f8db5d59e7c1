namespace PruneBuild.Onnx;

/// <summary>Operator domains.</summary>
public static class OnnxDomains
{
    /// <summary>True for the standard operators, whose domain may be spelled empty or <c>ai.onnx</c>.</summary>
    public static bool IsDefault(string domain) => domain is "" or "ai.onnx";

    /// <summary>True when two spellings mean one domain.</summary>
    public static bool AreSame(string a, string b) => a == b || (IsDefault(a) && IsDefault(b));
}
