namespace PruneBuild.Onnx.Gradients.Bodies;

/// <summary>Operators with bodies.</summary>
internal static class BodyRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["If"] = Branches.Give,
        ["Loop"] = node => Iterations.Give(node, Iteration.OfLoop(node)),
        ["Scan"] = node => Iterations.Give(node, Iteration.OfScan(node)),
    };
}
