using Google.Protobuf.Collections;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>The dimensions of inputs that a model leaves open, and sizes for them.</summary>
internal sealed class SampleSizes
{
    private const string Batch = "batch";
    private static readonly long[] Primes = [7, 5, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];

    // A probe keeps every value, and a network for large images has dozens of its input's size.
    private const long LargeRecord = 1 << 19;

    private readonly bool hasStates;
    private readonly bool hasConvolutions;

    private SampleSizes(OnnxModel model)
    {
        Inputs = [.. InputsOf(model)];
        hasStates = Inputs.Any(input => Dims(input) is [{ DimParam: "" } first, ..] && first.Stated() is null)
            && Has("LSTM", "GRU", "RNN");
        hasConvolutions = Has("Conv");

        bool Has(params string[] operators) =>
            GraphTree.Nodes(model.Graph).Any(node => operators.Contains(node.OpType));
    }

    /// <summary>The inputs that are not initializers.</summary>
    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    /// <summary>Of a model's inputs.</summary>
    public static SampleSizes Of(OnnxModel model) => new(model);

    /// <summary>The inputs of a model that are not initializers.</summary>
    public static IEnumerable<ValueInfoProto> InputsOf(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Input.Where(input => index.IsInput(input.Name));
    }

    /// <summary>Assignments to try, best first: distinct primes tell axes apart; images need sizes that survive being halved; some models
    /// want all sizes alike, or one record only; a convolution over raw sound sees hundreds of samples at once. What attention with caches
    /// asks for holds in all.</summary>
    public IEnumerable<IReadOnlyDictionary<string, long>> Candidates(AttentionCaches caches)
    {
        string[] names =
        [
            .. Inputs.SelectMany(input => Enumerable.Range(0, Dims(input).Count).Select(axis => NameOf(input, axis)))
                .OfType<string>().Distinct(),
        ];
        var few = Inputs.Any(input => StatedElements(input) >= LargeRecord) ? 2 : 3;
        yield return Assign(names, caches, few, i => Primes[i % Primes.Length]);
        yield return Assign(names, caches, few, i => 64 + (32 * i));
        yield return Assign(names, caches, batch: 2, _ => 224);
        yield return Assign(names, caches, batch: 1, i => Primes[i % Primes.Length]);
        yield return Assign(names, caches, batch: 1, i => 64 + (32 * i));
        yield return Assign(names, caches, batch: 2, _ => 8);
        yield return Assign(names, caches, batch: 1, _ => 1);
        if (hasConvolutions && Inputs.All(IsSignal))
            yield return Assign(names, caches, batch: 2, i => 8009 + (1000 * i));
    }

    /// <summary>The name of an input's dimension: its own; else its axis, so that inputs of one layout agree; null for a fixed size. The
    /// states of recurrent cells have the batch in the middle.</summary>
    public string? NameOf(ValueInfoProto input, int axis)
    {
        var dims = Dims(input);
        return dims[axis].Stated() is not null ? null
            : dims[axis].DimParam is { Length: > 0 } name ? name
            : axis == 0 || (hasStates && axis == 1 && dims is [var layers, _, var width] && IsFixed(layers) && IsFixed(width)) ? Batch
            : $"axis {axis}";

        static bool IsFixed(TensorShapeProto.Types.Dimension dimension) => dimension.Stated() is not null;
    }

    /// <summary>The open sizes that a sample has, by name.</summary>
    public Dictionary<string, long> In(IReadOnlyDictionary<string, Tensor> sample)
    {
        var sizes = new Dictionary<string, long>();
        foreach (var input in Inputs)
        {
            for (var axis = 0; axis < Dims(input).Count; axis++)
            {
                if (NameOf(input, axis) is { } name)
                    sizes[name] = sample[input.Name].Shape[axis];
            }
        }

        return sizes;
    }

    /// <summary>[records, samples] or [records, channels, samples].</summary>
    private bool IsSignal(ValueInfoProto input) =>
        ((ElementType)(input.Type?.TensorType?.ElemType ?? 0)).IsFloat() && Dims(input).Count is 2 or 3
        && NameOf(input, Dims(input).Count - 1) is not null;

    private static RepeatedField<TensorShapeProto.Types.Dimension> Dims(ValueInfoProto input) => input.Type?.TensorType?.Shape?.Dim ?? [];

    private Dictionary<string, long> Assign(string[] names, AttentionCaches caches, long batch, Func<int, long> others)
    {
        var sizes = names.Where(IsBatch).ToDictionary(name => name, _ => batch);
        var rest = names.Where(name => !sizes.ContainsKey(name)).ToArray();
        foreach (var (i, name) in rest.Index())
            sizes[name] = others(i);
        caches.Settle(sizes, empty: batch > 1 && caches.TakesManyPositionsOnlyAtFirst);
        return sizes;
    }

    /// <summary>By its name; or because images are counted with it and nothing else is, such as the 'None' that some converters write.
    /// </summary>
    private bool IsBatch(string name) => name.Contains(Batch, StringComparison.OrdinalIgnoreCase) || name is "N" or "n" or "B"
        || Inputs.All(input => Dims(input).Count >= 4
            && Enumerable.Range(0, Dims(input).Count).All(axis => (NameOf(input, axis) == name) == (axis == 0)));

    /// <summary>Elements of one record, as far as the graph states sizes.</summary>
    private static double StatedElements(ValueInfoProto input) =>
        Dims(input).Skip(1).Aggregate(1.0, (product, dim) => product * (dim.Stated() ?? 1));
}
