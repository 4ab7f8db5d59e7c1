using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>Writes into a model the shapes that its reader cannot infer, those behind a shape that the graph itself computes, and has
/// reshapes copy the sizes that it computes for them.</summary>
/// <remarks>
/// Exporters reshape to sizes that they read with Shape, and a runtime that infers shapes before it runs knows nothing of what comes
/// after. ONNX Runtime then leaves out fusions that ask for equal shapes, above all that of a residual sum with the normalisation
/// behind it, although every run would have had them. Two runs on samples of different sizes tell which sizes are the batch, which
/// the length and which are fixed.
/// </remarks>
public static class ComputedShapes
{
    /// <summary>What these put out has a size that depends on the elements of their inputs, or may have.</summary>
    private static readonly HashSet<string> Unforeseen = ["NonZero", "Unique", "Compress", "NonMaxSuppression", "If", "Loop", "Scan"];

    /// <summary>The first of the inputs that say what size the output has.</summary>
    private static readonly Dictionary<string, int> Sizing = new()
    {
        ["ConstantOfShape"] = 0, ["Range"] = 0, ["Reshape"] = 1, ["Expand"] = 1, ["Slice"] = 1, ["Tile"] = 1, ["Pad"] = 1, ["Resize"] = 1,
        ["Upsample"] = 1, ["Split"] = 1, ["TopK"] = 1, ["OneHot"] = 1,
    };

    /// <summary>True when shapes of the model follow from ones that it computes, and no size depends on data.</summary>
    public static bool AreIn(OnnxModel model) => Hidden(new GraphIndex(model.Graph)).Count > 0;

    /// <summary>The model with its shapes stated.</summary>
    /// <param name="model">The model.</param>
    /// <param name="small">One run of it.</param>
    /// <param name="single">Values that have one position where others have many.</param>
    /// <param name="device">Where to run another sample.</param>
    /// <returns>The same model where there is nothing to state: every shape can be inferred, sizes depend on data, the inputs' open sizes
    /// have no names, or no two samples of different sizes run.</returns>
    public static OnnxModel State(OnnxModel model, ProbedSample small, IReadOnlySet<string> single, Device device)
    {
        var hidden = Hidden(new GraphIndex(model.Graph));
        if (hidden.Count == 0 || Sizes(model, small.Inputs) is not { Count: > 0 } sizes)
            return model;
        // More than four times the size: what is rounded up or cut off does not look fixed.
        var larger = sizes.ToDictionary(pair => pair.Key, pair => (4 * pair.Value) + 1);
        if (SampleInputs.Create(model, larger) is not { IsOk: true } sample
            || Probe.Run(model, sample.Value, device) is not { IsOk: true } large)
            return model;
        var stated = hidden
            .Select(name => Stated(name, small.Facts.Find(name), large.Value.Find(name), sizes, larger, single.Contains(name)))
            .OfType<ValueInfoProto>().ToArray();
        var result = CopiedSizes.Settle(stated.Length > 0 ? With(model, stated) : model, small.Facts, large.Value);
        return ReferenceEquals(result, model) || SampleInputs.AreTaken(result, device, small.Inputs, sample.Value) ? result : model;
    }

    /// <summary>Values whose shape follows from one that the graph computes; none when a size depends on data.</summary>
    private static List<string> Hidden(GraphIndex index)
    {
        var hidden = new HashSet<string>();
        foreach (var node in index.Graph.Node)
        {
            var computed = SizesOf(node).Where(size => index.Constant(size) is null).ToArray();
            if (Unforeseen.Contains(node.OpType) || computed.Any(size => DependsOnData(index, size)))
                return [];
            if (computed.Length > 0 || node.Input.Any(hidden.Contains))
                hidden.UnionWith(node.Output.Where(output => output.Length > 0));
        }

        hidden.ExceptWith(index.Graph.Output.Concat(index.Graph.ValueInfo).Select(value => value.Name));
        return [.. hidden];
    }

    private static IEnumerable<string> SizesOf(NodeProto node) =>
        Sizing.TryGetValue(node.OpType, out var first) ? node.Input.Skip(first).Where(size => size.Length > 0) : [];

    /// <summary>Whether elements of the model's inputs are computed with on the way to a value, and not only sizes.</summary>
    private static bool DependsOnData(GraphIndex index, string value)
    {
        var (pending, seen) = (new Stack<string>([value]), new HashSet<string>());
        while (pending.TryPop(out var name))
        {
            if (!seen.Add(name) || index.Constant(name) is not null)
                continue;
            if (index.Producer(name) is not { } maker)
                return true;
            foreach (var input in maker.OpType is "Shape" or "Size" ? [] : maker.Input.Where(input => input.Length > 0))
                pending.Push(input);
        }

        return false;
    }

    /// <summary>Open sizes of the inputs by name; null when one has no name or two differ under one name.</summary>
    private static Dictionary<string, long>? Sizes(OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var sizes = new Dictionary<string, long>();
        var dimensions = SampleSizes.Of(model);
        foreach (var input in dimensions.Inputs)
        {
            foreach (var (axis, dim) in input.Type.TensorType.Shape.Dim.Index()
                .Where(pair => dimensions.NameOf(input, pair.Index) is not null))
            {
                if (dim.DimParam.Length == 0
                    || (!sizes.TryAdd(dim.DimParam, inputs[input.Name].Shape[axis])
                        && sizes[dim.DimParam] != inputs[input.Name].Shape[axis]))
                    return null;
            }
        }

        // Sizes that are alike tell nothing apart.
        return sizes.Values.Distinct().Count() == sizes.Count ? sizes : null;
    }

    /// <summary>The shape of a value of floats; null when one of its sizes is neither an input's in both runs nor surely fixed.</summary>
    private static ValueInfoProto? Stated(
        string name, ValueFact? small, ValueFact? large, Dictionary<string, long> smallSizes,
        Dictionary<string, long> largeSizes, bool isSingle)
    {
        if (small is null || large is null || small.Type != large.Type || small.Shape.Count != large.Shape.Count
            || !small.Type.IsFloat())
            return null;
        // A size that is bounded (at most eight, say) looks fixed when the sample is larger than the bound.
        var surelyFixed = smallSizes.Values.Max();
        var dims = small.Shape.Zip(large.Shape, (first, second) =>
            smallSizes.Keys.FirstOrDefault(key => smallSizes[key] == first && largeSizes[key] == second) is { } key
                ? new TensorShapeProto.Types.Dimension { DimParam = key }
            : first == second && (first > surelyFixed || first == 1 && isSingle) ? new TensorShapeProto.Types.Dimension { DimValue = first }
            : null).ToArray();
        return dims.Contains(null) ? null : ValueInfos.Tensor(name, small.Type, dims!);
    }

    private static OnnxModel With(OnnxModel model, IEnumerable<ValueInfoProto> stated)
    {
        var proto = model.Proto.Clone();
        proto.Graph.ValueInfo.AddRange(stated);
        return model.With(proto);
    }
}
