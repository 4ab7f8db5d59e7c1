using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>Sizes for the dimensions of inputs that a model leaves open.</summary>
internal static class SampleSizes
{
    private static readonly long[] Primes = [7, 5, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];

    /// <summary>Assignments to try, best first: distinct primes tell axes apart; images need sizes that survive being halved; some models
    /// want all sizes alike, or one record only. What attention with caches asks for holds in all.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, long>> Candidates(OnnxModel model, AttentionCaches caches)
    {
        var names = OpenDimensions(model);
        yield return Assign(names, caches, batch: 3, i => Primes[i % Primes.Length]);
        yield return Assign(names, caches, batch: 3, i => 64 + (32 * i));
        yield return Assign(names, caches, batch: 2, _ => 224);
        yield return Assign(names, caches, batch: 1, i => Primes[i % Primes.Length]);
        yield return Assign(names, caches, batch: 1, i => 64 + (32 * i));
        yield return Assign(names, caches, batch: 2, _ => 8);
        yield return Assign(names, caches, batch: 1, _ => 1);
    }

    /// <summary>The inputs that are not initializers.</summary>
    public static IEnumerable<ValueInfoProto> Inputs(OnnxModel model)
    {
        var initializers = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        return model.Graph.Input.Where(input => !initializers.Contains(input.Name));
    }

    /// <summary>The name of a dimension: its own; else its axis, so that inputs of one layout agree; null for a fixed size.</summary>
    public static string? NameOf(TensorShapeProto.Types.Dimension dimension, int axis) =>
        dimension.HasDimValue && dimension.DimValue > 0 ? null
        : dimension.DimParam is { Length: > 0 } name ? name
        : axis == 0 ? "batch" : $"axis {axis}";

    private static List<string> OpenDimensions(OnnxModel model) =>
    [
        .. Inputs(model)
            .SelectMany(input => input.Type?.TensorType?.Shape?.Dim.Select(NameOf) ?? [])
            .OfType<string>()
            .Distinct(),
    ];

    private static Dictionary<string, long> Assign(List<string> names, AttentionCaches caches, long batch, Func<int, long> others)
    {
        var sizes = names.Where(IsBatch).ToDictionary(name => name, _ => batch);
        var rest = names.Where(name => !sizes.ContainsKey(name)).ToList();
        foreach (var (i, name) in rest.Index())
            sizes[name] = others(i);
        caches.Settle(sizes, empty: batch > 1 && caches.TakesManyPositionsOnlyAtFirst);
        return sizes;
    }

    private static bool IsBatch(string name) => name.Contains("batch", StringComparison.OrdinalIgnoreCase) || name is "N" or "n" or "B";
}
