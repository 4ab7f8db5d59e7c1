using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;
using PruneBuild.Pruning.Structures.Layers;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>Removes units from a model: slices constants, and edits every integer that states a size.</summary>
public static class GraphCutter
{
    /// <summary>Cuts a model to a plan. Names, opsets, metadata and untouched tensors stay as they are.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="structure">Its groups and size sites.</param>
    /// <param name="plan">The units to keep; at least one of each group, except residual branches and groups with
    /// <see cref="PruneGroup.Ends" />, which may go whole: their branch goes too, and what it still
    /// contributes stays as a constant.</param>
    /// <remarks>Units that packed weights cannot lose stay with zeros for weights: see <see cref="PackedBlocks" />.</remarks>
    public static OnnxModel Cut(OnnxModel model, ModelStructure structure, PrunePlan plan) =>
        WithoutBranches(Slice(model, structure, plan), structure, plan);

    /// <summary>The cut model with the branches of groups that go whole still there, with nothing to sum in their consumers: no runtime
    /// takes all of these, but weights and biases can be changed before <see cref="WithoutBranches" /> folds them into constants.</summary>
    internal static OnnxModel Slice(OnnxModel model, ModelStructure structure, PrunePlan plan)
    {
        if (plan.Groups.Count == 0)
            return model;
        var asked = plan;
        plan = PackedBlocks.Complete(model, structure, asked);
        var proto = model.Proto.Clone();
        var units = structure.Cost.Sizes(plan.KeptCounts());
        var shapes = new ShapeChains(proto.Graph).Separate([.. ChangedShapes(structure, units)]);
        var constants = new ConstantEdits(model, GraphIndex.Deep(proto.Graph));
        foreach (var kept in plan.Groups)
        {
            foreach (var slice in structure.Group(kept.GroupId).Slices)
                constants.Keep(slice.Node, slice.Input, slice.Tensor, slice.Axis, slice.Pattern.KeptIndices(kept.Kept));
        }

        foreach (var edit in shapes)
            constants.Set(edit.Node, edit.Input, edit.Tensor, edit.Element, edit.Value);
        constants.Apply(proto.Graph);
        PackedBlocks.Repack(model, proto.Graph, structure, asked, plan);
        EditAttributes(proto.Graph, structure, units);
        EditValueInfos(proto.Graph, structure, units);
        return model.With(proto);
    }

    /// <summary>A sliced model without the branches of groups that go whole.</summary>
    internal static OnnxModel WithoutBranches(OnnxModel sliced, ModelStructure structure, PrunePlan plan)
    {
        var graph = sliced.Graph;
        foreach (var dropped in plan.Groups.Where(kept => kept.Kept.Count == 0).Select(kept => structure.Group(kept.GroupId)))
        {
            graph = dropped.Kind == StructureKind.Layers
                ? ResidualBranch.Drop(graph, dropped.Consumers[0].Node, dropped.Consumers[0].Input)
                : EmptiedBranch.Remove(sliced, graph, dropped);
        }

        return ReferenceEquals(graph, sliced.Graph) ? sliced : sliced.WithGraph(graph);
    }

    private static IEnumerable<ShapeEdit> ChangedShapes(ModelStructure structure, int[] units)
    {
        var full = structure.Cost.Units.ToArray();
        return structure.ConstantSizes
            .Where(site => Rounded(site.Size, units) != Rounded(site.Size, full))
            .Select(site => new ShapeEdit(site.Node, site.Input, site.Tensor, site.Element, Rounded(site.Size, units), site.Reader));
    }

    private static long Rounded(SizeSum size, int[] units) => (long)Math.Round(size.Evaluate(units));

    private static void EditAttributes(GraphProto graph, ModelStructure structure, int[] units)
    {
        var nodes = NodesByKey.Of(graph);
        foreach (var site in structure.AttributeSizes)
        {
            var attribute = nodes[site.Node].Attribute.Single(attribute => attribute.Name == site.Attribute);
            if (attribute.Ints.Count > 0)
                attribute.Ints[site.Element] = Rounded(site.Size, units);
            else
                attribute.I = Rounded(site.Size, units);
        }
    }

    private static void EditValueInfos(GraphProto graph, ModelStructure structure, int[] units)
    {
        var infos = graph.ValueInfo
            .Concat(GraphTree.Bodies(graph).SelectMany(body => body.ValueInfo.Concat(body.Input).Concat(body.Output)))
            .ToLookup(info => info.Name);
        foreach (var site in structure.ValueSizes)
        {
            foreach (var info in infos[site.Value])
            {
                var dim = info.Type?.TensorType?.Shape?.Dim.ElementAtOrDefault(site.Axis);
                if (dim is { ValueCase: TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue })
                    dim.DimValue = Rounded(site.Size, units);
            }
        }
    }
}
