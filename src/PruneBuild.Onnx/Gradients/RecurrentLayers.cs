using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Tells the recurrent layers that gradients can be taken through.</summary>
public static class RecurrentLayers
{
    private static readonly Dictionary<string, string[]> Activations = new()
    {
        ["LSTM"] = ["Sigmoid", "Tanh", "Tanh"], ["GRU"] = ["Sigmoid", "Tanh"],
    };

    /// <summary>Why a recurrent layer has no gradient; null for one that has.</summary>
    /// <param name="node">Any node; of others than LSTM and GRU nothing is known.</param>
    public static string? WhyNoGradient(NodeProto node)
    {
        if (!Activations.TryGetValue(node.OpType, out var activations))
            return "its gradient is not known";
        var named = node.Find("activations")?.Strings.Select(name => name.ToStringUtf8()).ToList() ?? [];
        return node.Has(4) ? "its sequences have lengths of their own"
            : node.Has(7) ? "it has peepholes"
            : node.Integer("layout", 0) != 0 ? "its batch comes first"
            : node.Find("clip") is not null ? "it clips"
            : node.Integer("input_forget", 0) != 0 ? "its input and forget gates are coupled"
            : named.Where((name, i) => !string.Equals(name, activations[i % activations.Length], StringComparison.OrdinalIgnoreCase)).Any()
                ? $"its activations are {string.Join(", ", named)}"
            : null;
    }
}
