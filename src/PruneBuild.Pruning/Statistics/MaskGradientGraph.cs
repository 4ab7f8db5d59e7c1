using PruneBuild.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Gradients;
using PruneBuild.Onnx.Gradients.Recomputing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>
/// Extends a model with a loss so that it computes ∂loss/∂m for a mask m of ones, one number for each unit of a group, multiplied into the
/// units where they enter the group's consumers; for each record by itself, in one backward pass over the batch.
/// </summary>
/// <remarks>No mask is multiplied: ∂loss/∂m_u = Σ f·∂loss/∂f over the features f of unit u, which costs one product a tap. Of a loss that
/// is a sum over records, row r is record r's own gradient.</remarks>
public static class MaskGradientGraph
{
    /// <summary>The output with the gradients of a group: floats [records, units].</summary>
    public static string OutputOf(string group) => "prunebuild.mask-gradient/" + group;

    /// <summary>The consumer of a group into which units go by a value that does not tell records apart, such as the recurrent weight of a
    /// cell: a record's own gradient cannot be taken there. Null for a group that <see cref="Build" /> takes.</summary>
    /// <param name="facts">Types and shapes from one run.</param>
    /// <param name="group">The group.</param>
    /// <param name="records">How many records that run had.</param>
    public static Consumer? WithoutRecords(ShapeFacts facts, PruneGroup group, long records) =>
        group.Consumers.FirstOrDefault(consumer => !RecordLayout.Find(facts, consumer, records).IsKnown);

    /// <summary>The model with a name for what enters each consumer of the groups, which must be given before a consumer's
    /// operator is taken apart.</summary>
    public static OnnxModel Tap(OnnxModel model, ShapeFacts facts, IReadOnlyCollection<PruneGroup> groups) =>
        ConsumerEdges.Name(model, facts, groups.SelectMany(group => group.Consumers)).Model;

    /// <summary>The model with the loss and mask gradients as its only outputs.</summary>
    /// <param name="model">The model with the loss, opset 16 or later.</param>
    /// <param name="facts">Types and shapes from one run, of the loss too.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="records">How many records that run had.</param>
    /// <param name="recordsOf">An input of the model whose first axis is records.</param>
    /// <param name="given">Values that the model is run from, beside its inputs.</param>
    /// <param name="alsoOutputs">Values to put out besides.</param>
    /// <param name="limit">Bytes of forward values that the backward part may hold in that run; beyond it they are made again.</param>
    /// <returns>The model; or PB3009 for a tap whose rows are not records, PB3010 for a node without a gradient.</returns>
    /// <exception cref="ArgumentException">The loss is not a float of one element.</exception>
    public static Result<OnnxModel> Build(
        OnnxModel model, ShapeFacts facts, string loss, IReadOnlyCollection<PruneGroup> groups, long records, string recordsOf,
        IReadOnlyCollection<string>? given = null, IReadOnlyCollection<string>? alsoOutputs = null, double limit = double.PositiveInfinity)
    {
        var consumers = groups.SelectMany(group => group.Consumers).ToList();
        if (groups.Select(group => WithoutRecords(facts, group, records)).FirstOrDefault(found => found is not null) is { } odd)
            return Result<OnnxModel>.Fail(
                DiagnosticCatalog.StatisticsImpossible, null, odd.Tap, $"none of its axes counts the {records} records");
        var (named, shapes) = ConsumerEdges.Name(model, facts, consumers);
        var (tapped, values, twins) = SinglePositions.Apply(named, shapes, [loss], given);
        var ways = Ways(tapped, loss, consumers.Select(consumer => ConsumerEdges.NameOf(consumer)).Distinct(), twins);
        tapped = WithOutputs(tapped, alsoOutputs ?? []);
        var differentiated = GradientGraph.Add(tapped, values, loss, [.. ways.SelectMany(way => way)]);
        if (!differentiated.IsOk)
            return differentiated;
        var graph = differentiated.Value.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.mask-gradients"));
        var count = new GraphValue(writer, recordsOf, ElementType.Int64).Size(0);
        foreach (var group in groups)
        {
            var parts = group.Consumers.SelectMany(consumer => ways[ConsumerEdges.NameOf(consumer)].Select(
                edge => Gradient(writer, values, edge, consumer, group.Units, RecordLayout.Find(facts, consumer, records), count)));
            writer.Output(parts.Aggregate((sum, part) => sum + part).Name, OutputOf(group.Id));
        }

        string[] outputs = [loss, .. alsoOutputs ?? [], .. groups.Select(group => OutputOf(group.Id))];
        return Result<OnnxModel>.Ok(Recomputation.Apply(
            SubgraphExtraction.Extract(differentiated.Value.WithGraph(graph), [], outputs, _ => null), values, loss, limit, given));
    }

    /// <summary>By which of its names an edge reaches the loss: as a whole, at single positions, or both.</summary>
    private static ILookup<string, string> Ways(OnnxModel model, string loss, IEnumerable<string> edges, ILookup<string, string> twins)
    {
        var needed = SubgraphExtraction.Extract(model, [], [loss], _ => null).Graph.Node.SelectMany(node => node.Output).ToHashSet();
        return edges
            .SelectMany(edge => twins[edge].Prepend(edge).Where(needed.Contains).DefaultIfEmpty(edge), (edge, way) => (edge, way))
            .ToLookup(pair => pair.edge, pair => pair.way);
    }

    private static OnnxModel WithOutputs(OnnxModel model, IReadOnlyCollection<string> values)
    {
        var graph = model.Graph.Clone();
        graph.Output.Add(values.Except(graph.Output.Select(output => output.Name)).Select(value => new ValueInfoProto { Name = value }));
        return model.WithGraph(graph);
    }

    private static GraphValue Gradient(
        NodeWriter writer, ShapeFacts facts, string edge, Consumer consumer, int units, RecordLayout layout, GraphValue records)
    {
        var fact = facts.Find(edge)!;
        var feature = new GraphValue(writer, edge, fact.Type);
        var product = feature * feature.Of(GradientGraph.OutputOf(edge), fact.Type);
        var (rank, unitAxis, recordAxis) = (fact.Shape.Count, consumer.TapAxis, layout.Axis);
        if (layout.IsFlattened)
        {
            var rest = product.Shape().Slice(0, 1, long.MaxValue);
            product = product.Reshape(GraphValue.Concat(0, [records, records.Integers(-1), rest]));
            (rank, unitAxis) = (rank + 1, unitAxis + 1);
        }

        var summed = Enumerable.Range(0, rank).Where(axis => axis != unitAxis && axis != recordAxis).Select(axis => (long)axis).ToArray();
        var perFeature = summed.Length == 0 ? product : product.Sum(summed, keepAxes: false);
        if (recordAxis > unitAxis)
            perFeature = perFeature.Transpose(1, 0);
        perFeature = perFeature.Cast(ElementType.Float);
        // Where every index is a unit there is nothing to sum, and the widest product of all is saved.
        return consumer.TapPattern == AxisPattern.Whole(units)
            ? perFeature
            : perFeature.MatMul(Membership(writer, consumer.TapPattern, units));
    }

    // [features, units]: 1 where the feature is the unit's.
    private static GraphValue Membership(NodeWriter writer, AxisPattern pattern, int units)
    {
        var members = new float[pattern.AxisSize * units];
        for (var unit = 0; unit < units; unit++)
        {
            foreach (var index in pattern.Indices(unit))
                members[(index * units) + unit] = 1;
        }

        return new GraphValue(writer, writer.Constant(Tensor.Of(members, pattern.AxisSize, units)), ElementType.Float);
    }
}
