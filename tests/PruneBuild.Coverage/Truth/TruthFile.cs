using System.Text.Json;

namespace PruneBuild.Coverage.Truth;

/// <summary>Reads <c>truth.json</c>: the structure of a network, written down by whoever exported it.</summary>
internal static class TruthFile
{
    /// <summary>The structures of a network.</summary>
    public static IReadOnlyList<TrueStructure> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var weights = new TrueWeights(root.GetProperty("parameters"));
        var blocks = root.GetProperty("blocks").EnumerateArray().SelectMany(block => Text(block, "type") switch
        {
            "attention" => Attention(block, weights),
            "ffn" => [Neurons(block, weights)],
            "moe" => [Neurons(block, weights), Experts(block, weights)],
            var other => throw new InvalidDataException($"{path} has a block of type '{other}'."),
        }).ToList();
        return [.. blocks, .. Layers(root, weights, blocks)];
    }

    private static IEnumerable<TrueStructure> Attention(JsonElement block, TrueWeights weights)
    {
        var name = $"{Text(block, "stack")}.{block.GetProperty("layer")} {Text(block, "role")}";
        var (heads, keyValueHeads, width) = (Number(block, "heads"), Number(block, "kv_heads"), Number(block, "head_dim"));
        var (query, key, value, output) =
            (weights.Of(block, "q", "qkv"), weights.Of(block, "k", "qkv"), weights.Of(block, "v", "qkv"), weights.Of(block, "o"));
        if (keyValueHeads > 1)
            yield return new($"{name} heads", TrueKind.Heads, keyValueHeads, [.. query, .. key, .. value, .. output]);
        if (heads > keyValueHeads)
            yield return new($"{name} query heads per key/value head", TrueKind.QueryGroups, heads / keyValueHeads, [.. query, .. output]);
        yield return new($"{name} query/key width", TrueKind.QueryKeyWidth, width, [.. query, .. key]);
        yield return new($"{name} value width", TrueKind.ValueWidth, width, [.. value, .. output]);
    }

    private static TrueStructure Neurons(JsonElement block, TrueWeights weights) => new(
        $"{Text(block, "stack")}.{block.GetProperty("layer")} {Text(block, "type")}", TrueKind.Neurons, Number(block, "units"),
        [.. weights.Of(block, "up", "gate_up"), .. weights.Of(block, "gate"), .. weights.Of(block, "down")]);

    private static TrueStructure Experts(JsonElement block, TrueWeights weights) => new(
        $"{Text(block, "stack")}.{block.GetProperty("layer")} experts", TrueKind.Experts, Number(block, "experts"),
        [.. weights.Of(block, "gate_up"), .. weights.Of(block, "down")]);

    /// <summary>Convolutions, and linear layers that are no part of a block.</summary>
    private static IEnumerable<TrueStructure> Layers(JsonElement root, TrueWeights weights, List<TrueStructure> blocks)
    {
        if (!root.TryGetProperty("layers_in_call_order", out var layers))
            return [];
        var inBlocks = blocks.SelectMany(block => block.Carriers).SelectMany(carrier => carrier.Tensors).ToHashSet();
        return layers.EnumerateArray()
            .Select(layer => new TrueStructure(
                Text(layer, "name")!, Text(layer, "type") == "Linear" ? TrueKind.Neurons : TrueKind.Channels, Number(layer, "out"),
                weights.OutputsOf(Text(layer, "name")!, Text(layer, "type")!).ToValueList(), IsLayer: true))
            .DistinctBy(layer => layer.Name)
            .Where(layer => layer.Units > 1 && !layer.Carriers.SelectMany(carrier => carrier.Tensors).Any(inBlocks.Contains));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
