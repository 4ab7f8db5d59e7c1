using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Layers;

/// <summary>Residual branches as groups of one unit, so that they are planned, masked, cut and proven as all others are.</summary>
public static class LayerGroups
{
    /// <summary>The structure with a group for each branch that can be dropped.</summary>
    /// <param name="structure">What dimension inference found.</param>
    /// <param name="model">The model.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <remarks>Every cost of a branch is multiplied by the group's one unit, so prices of branches and of
    /// units inside them agree.</remarks>
    public static ModelStructure Add(ModelStructure structure, OnnxModel model, ShapeFacts facts)
    {
        var result = structure;
        foreach (var branch in ResidualBranch.Of(model, facts))
        {
            var id = Name(result, branch);
            result = result with
            {
                Groups = [.. result.Groups, Group(id, branch, model, facts)],
                Cost = Priced(result.Cost, id, branch),
            };
        }

        return result;
    }

    /// <summary>The branch is what enters the addition; its tap's whole feature axis is the one unit.</summary>
    private static PruneGroup Group(string id, ResidualBranch branch, OnnxModel model, ShapeFacts facts)
    {
        var tap = new GraphIndex(model.Graph).Producer(branch.Sum)!.Input[branch.Input];
        var shape = facts.Find(tap)!.Shape;
        var axis = shape.Count >= 4 ? 1 : shape.Count - 1;
        var size = (int)shape[axis];
        return new PruneGroup(id, StructureKind.Layers, 1, [], [
            new Consumer(
                branch.Sum, branch.Input, tap, axis, new AxisPattern(size, 0, 1, size, []), ConsumerKind.Other, null, false, size, 1),
        ], size);
    }

    /// <summary>Named after the first group inside it.</summary>
    private static string Name(ModelStructure structure, ResidualBranch branch)
    {
        var nodes = branch.Nodes.ToHashSet();
        var inside = structure.Groups.FirstOrDefault(
            group => group.Kind != StructureKind.Layers && group.Consumers.Any(consumer => nodes.Contains(consumer.Node)));
        var name = inside is null ? $"{branch.Sum}.branch" : $"{inside.Id}.branch";
        return structure.Groups.Any(group => group.Id == name) ? $"{name}.{branch.Sum}" : name;
    }

    private static CostModel Priced(CostModel cost, string id, ResidualBranch branch)
    {
        var (nodes, constants) = (branch.Nodes.ToHashSet(), branch.Constants.ToHashSet());
        var factor = new SizeSum(0, [new SizeMonomial(1, [cost.Groups.Count])]);
        return cost with
        {
            Groups = [.. cost.Groups, id],
            Units = [.. cost.Units, 1],
            Work = Times(cost.Work, nodes),
            Tensors = Times(cost.Tensors, constants),
        };

        ValueList<CostTerm> Times(ValueList<CostTerm> terms, HashSet<string> names) =>
            [.. terms.Select(term => names.Contains(term.Name) ? term with { Factors = [.. term.Factors, factor] } : term)];
    }
}
