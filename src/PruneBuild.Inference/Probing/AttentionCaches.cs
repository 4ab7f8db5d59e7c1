using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>The inputs of a graph that attention reads as keys and values of earlier positions, and what that says of sizes that the inputs
/// leave open.</summary>
/// <remarks>onnxruntime-genai names the width of a head kv_cache_dim and states it nowhere: only the weights and the operators' numbers of
/// heads fix it.</remarks>
internal sealed class AttentionCaches
{
    // One copy is usual; a broken graph may go in circles.
    private const int Copies = 8;

    private readonly Dictionary<(string Input, int Axis), long> sizes = [];
    private readonly Dictionary<string, long> named = [];
    private readonly Dictionary<string, long> behindTotal = [];
    private readonly Dictionary<string, int> caches = [];
    private readonly string? length;
    private readonly ValueInfoProto[] inputs;

    private AttentionCaches(OnnxModel model)
    {
        Dimensions = SampleSizes.Of(model);
        inputs = [.. Dimensions.Inputs.Where(input => input.Type?.TensorType?.Shape is not null)];
        var index = new GraphIndex(model.Graph);
        var widths = new ValueWidths(model, index);
        var reads = index.Graph.Node.SelectMany(node => CacheRead.Of(node, widths))
            .Select(read => (Input: Source(index, read.Value), Read: read))
            .Where(pair => inputs.Any(input => input.Name == pair.Input)).ToArray();
        foreach (var (input, read) in reads)
        {
            caches.TryAdd(input, read.LengthAxis);
            Note(input, read);
        }

        length = reads.Select(pair => NameOf(pair.Input, pair.Read.LengthAxis)).FirstOrDefault(name => name is not null);
        TakesManyPositionsOnlyAtFirst = index.Graph.Node.Any(CacheRead.IsGrouped);
        foreach (var node in index.Graph.Node.Where(CacheRead.IsGrouped))
        {
            // Input 5 counts positions less one, input 6 positions.
            for (var input = 5; input < Math.Min(7, node.Input.Count); input++)
                behindTotal[Source(index, node.Input[input])] = input - 6;
        }
    }

    /// <summary>Finds them.</summary>
    public static AttentionCaches Of(OnnxModel model) => new(model);

    /// <summary>The open dimensions of the model's inputs.</summary>
    public SampleSizes Dimensions { get; }

    /// <summary>GroupQueryAttention takes several positions behind a filled cache of one record only: for more records, caches must be
    /// empty.</summary>
    public bool TakesManyPositionsOnlyAtFirst { get; }

    /// <summary>The axis of earlier positions; null for an input that is no cache.</summary>
    public int? LengthAxis(string input) => caches.TryGetValue(input, out var axis) ? axis : null;

    /// <summary>The size that attention fixes; null where it fixes none.</summary>
    public long? Size(string input, int axis) => sizes.TryGetValue((input, axis), out var size) ? size : null;

    /// <summary>Has open sizes agree: those that attention fixes, those that are sums by their names, and masks over earlier positions and
    /// new ones.</summary>
    /// <param name="open">Sizes by name.</param>
    /// <param name="empty">True for caches without positions.</param>
    public void Settle(Dictionary<string, long> open, bool empty = false)
    {
        if (empty && length is not null)
            open[length] = 0;
        foreach (var (name, size) in named)
            open[name] = size;
        foreach (var name in open.Keys.Where(name => name.Contains('+')).ToArray())
        {
            long?[] parts = [.. name.Split('+', StringSplitOptions.TrimEntries).Select(part => Number(part, open))];
            if (parts.All(part => part is not null))
                open[name] = parts.Sum()!.Value;
        }

        if (length is not null && Total(open) is { } total && MaskLength() is { } masked)
            open[masked] = total;
    }

    /// <summary>What each element of an input is that counts positions for attention; null for other inputs.</summary>
    public long? Count(string input, IReadOnlyDictionary<string, long> open) =>
        behindTotal.TryGetValue(input, out var offset) && Total(open) is { } total ? total + offset : null;

    private void Note(string input, CacheRead read)
    {
        foreach (var (axis, size) in read.Sizes.Where(pair => pair.Size > 0))
        {
            sizes.TryAdd((input, axis), size);
            if (NameOf(input, axis) is { } name)
                named.TryAdd(name, size);
        }
    }

    /// <summary>Earlier positions and new ones.</summary>
    private long? Total(IReadOnlyDictionary<string, long> open) =>
        inputs.FirstOrDefault(input => !caches.ContainsKey(input.Name) && !IsMask(input) && Dims(input).Count > 1) is { } tokens
        && Dimensions.NameOf(tokens, 1) is { } positions && open.TryGetValue(positions, out var added)
            ? added + (length is null ? 0 : open.GetValueOrDefault(length))
            : null;

    /// <summary>The open last axis of masks, where no other input has it.</summary>
    private string? MaskLength()
    {
        var others = inputs.Where(input => !IsMask(input)).SelectMany(Dims).Select(dim => dim.DimParam).ToHashSet();
        return inputs.Where(input => IsMask(input) && Dims(input).Count > 1).Select(input => Dims(input)[^1].DimParam)
            .FirstOrDefault(name => name.Length > 0 && !others.Contains(name));
    }

    /// <summary>The value that another is a copy of.</summary>
    private static string Source(GraphIndex index, string value)
    {
        for (var left = Copies; left > 0 && index.Producer(value) is { OpType: "Identity" or "Cast", Input: [var copied, ..] }; left--)
            value = copied;
        return value;
    }

    private string? NameOf(string input, int axis) =>
        Dims(inputs.First(one => one.Name == input)) is var dims && axis < dims.Count && dims[axis].DimParam is { Length: > 0 } name
            ? name
            : null;

    private static IList<TensorShapeProto.Types.Dimension> Dims(ValueInfoProto input) => input.Type.TensorType.Shape.Dim;

    private static bool IsMask(ValueInfoProto input) => input.Name.Contains("mask", StringComparison.OrdinalIgnoreCase);

    private static long? Number(string part, Dictionary<string, long> open) =>
        long.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : open.TryGetValue(part, out var size) ? size
        : null;
}
