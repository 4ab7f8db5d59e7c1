using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Names groups after the modules they belong to: <c>encoder.layer.3.attention</c>.</summary>
internal sealed class GroupNames
{
    private readonly Dictionary<string, string> nodeModules = [];
    private readonly Dictionary<string, int> taken = [];

    public GroupNames(InferenceState state)
    {
        foreach (var node in GraphTree.Nodes(state.Model.Graph))
        {
            if (node.Output.Count > 0 && ModulePath.OfNode(node.Name) is { } module)
                nodeModules[node.Output[0]] = module;
        }
    }

    /// <summary>A unique name for a group.</summary>
    public string Name(StructureKind kind, IReadOnlyList<TensorSlice> slices, IReadOnlyList<Consumer> consumers)
    {
        var consuming = consumers.Select(consumer => Module(consumer.Node, consumer.Weight)).OfType<string>().Distinct().ToArray();
        var consumingNodes = consumers.Select(consumer => consumer.Node).ToHashSet();
        var producing = slices.Where(slice => !consumingNodes.Contains(slice.Node))
            .Select(slice => Module(slice.Node, slice.Tensor)).OfType<string>().Distinct().ToArray();
        var name = kind switch
        {
            StructureKind.Heads or StructureKind.HeadWidth => ModulePath.Common([.. producing, .. consuming]),
            StructureKind.Width => ModulePath.Common(producing),
            _ => producing.FirstOrDefault(),
        };
        name ??= producing.FirstOrDefault() ?? consuming.FirstOrDefault() ?? slices[0].Tensor;
        if (kind == StructureKind.HeadWidth)
            name += ".width";
        return Unique(name);
    }

    private string Unique(string name)
    {
        var count = taken.GetValueOrDefault(name) + 1;
        taken[name] = count;
        return count == 1 ? name : $"{name}#{count}";
    }

    private string? Module(string node, string? tensor) =>
        (tensor is null ? null : ModulePath.OfTensor(tensor)) ?? nodeModules.GetValueOrDefault(node);
}
