using System.Text.Json;

namespace PruneBuild.Coverage.Truth;

/// <summary>Which tensors of the graph hold which weights of the network.</summary>
/// <param name="parameters">The object <c>parameters</c> of a truth file.</param>
internal sealed class TrueWeights(JsonElement parameters)
{
    /// <summary>The weight of the module that a block names under the first of these keys that it has.</summary>
    public IEnumerable<TrueCarrier> Of(JsonElement block, params string[] keys)
    {
        var module = keys.Select(key => block.TryGetProperty(key, out var value) ? value.GetString() : null)
            .FirstOrDefault(name => name is not null);
        return module is null ? [] : Holders(module);
    }

    /// <summary>The weight of a layer, with the axis of its outputs: the first in the network, unless the exporter transposed it.</summary>
    public IEnumerable<TrueCarrier> OutputsOf(string module, string type)
    {
        var first = type.StartsWith("ConvTranspose", StringComparison.Ordinal) ? 1 : 0;
        return Holders(module, how => how == "transposed" ? 1 - first : first);
    }

    private IEnumerable<TrueCarrier> Holders(string module, Func<string, int>? axis = null)
    {
        foreach (var name in new[] { $"{module}.weight", module, $"{module}/kernel:0", $"{module}/kernel" })
        {
            if (!parameters.TryGetProperty(name, out var holders))
                continue;
            var entries = holders.ValueKind == JsonValueKind.Array ? holders.EnumerateArray().ToArray() : [holders];
            var tensors = entries.Select(entry => entry.GetProperty("onnx").GetString()!).ToValueList();
            if (tensors.Count > 0)
                return [new TrueCarrier(tensors, axis?.Invoke(entries[0].GetProperty("how").GetString()!) ?? 0)];
        }

        return [];
    }
}
