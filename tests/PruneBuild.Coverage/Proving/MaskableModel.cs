using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Proving;

/// <summary>A model whose taps take their masks as inputs, so that one session serves the proof of every plan.</summary>
/// <param name="Model">The model with the masks as further inputs.</param>
/// <param name="Masks">By input name: the group, and the consumer whose tap is masked.</param>
internal sealed record MaskableModel(OnnxModel Model, IReadOnlyDictionary<string, TapMask> Masks)
{
    /// <summary>Adds a mask to every tap of every group.</summary>
    public static MaskableModel Of(OnnxModel model, ShapeFacts facts, ModelStructure structure)
    {
        var masks = new Dictionary<string, TapMask>();
        foreach (var group in structure.Groups)
        {
            foreach (var consumer in group.Consumers)
            {
                var before = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
                model = MaskedGraph.Mask(model, facts, group with { Consumers = [consumer] }, []);
                // A mask of integers comes with the integer that means zero.
                var added = model.Graph.Initializer.Single(tensor => !before.Contains(tensor.Name) && tensor.Dims.Any(size => size > 1));
                masks[added.Name] = new TapMask(group.Id, consumer, model.Read(added));
            }
        }

        return new MaskableModel(WithMasksAsInputs(model, masks), masks);
    }

    /// <summary>The inputs with the masks of a plan.</summary>
    public Dictionary<string, Tensor> Feed(IReadOnlyDictionary<string, Tensor> inputs, PrunePlan plan)
    {
        var kept = plan.Groups.ToDictionary(group => group.GroupId, group => group.Kept.ToHashSet());
        var feed = inputs.ToDictionary();
        foreach (var (name, mask) in Masks)
            feed[name] = kept.TryGetValue(mask.GroupId, out var units) ? mask.Keeping(units) : mask.Ones;
        return feed;
    }

    private static OnnxModel WithMasksAsInputs(OnnxModel model, Dictionary<string, TapMask> masks)
    {
        var proto = model.Proto.Clone();
        foreach (var tensor in proto.Graph.Initializer.Where(tensor => masks.ContainsKey(tensor.Name)).ToArray())
        {
            proto.Graph.Initializer.Remove(tensor);
            var shape = new TensorShapeProto();
            shape.Dim.Add(tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
            proto.Graph.Input.Add(new ValueInfoProto
            {
                Name = tensor.Name, Type = new TypeProto { TensorType = new() { ElemType = tensor.DataType, Shape = shape } },
            });
        }

        return model.With(proto);
    }
}

/// <summary>The mask of one tap.</summary>
/// <param name="GroupId">Whose units it silences.</param>
/// <param name="Consumer">The consumer that the tap enters.</param>
/// <param name="Ones">The mask that silences nothing.</param>
internal sealed record TapMask(string GroupId, Consumer Consumer, Tensor Ones)
{
    /// <summary>The mask that silences all units but these.</summary>
    public Tensor Keeping(IReadOnlySet<int> units)
    {
        var values = Enumerable.Repeat(1f, (int)Ones.Count).ToArray();
        for (var unit = 0; unit < Consumer.TapPattern.Units; unit++)
        {
            foreach (var index in units.Contains(unit) ? [] : Consumer.TapPattern.Indices(unit))
                values[index] = 0;
        }

        return Ones.Type == ElementType.Bool
            ? Tensor.Of(ElementType.Bool, Array.ConvertAll(values, value => (byte)value), Ones.Shape.Span)
            : Tensor.OfFloats(Ones.Type, values, Ones.Shape.Span);
    }
}
