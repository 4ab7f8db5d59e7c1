using PruneBuild.Diagnostics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>
/// Extends a model so that it computes second moments itself: ONNX Runtime's matrix product does the work, on the GPU when there is one,
/// and only small results leave it.
/// </summary>
public static class MomentGraph
{
    /// <summary>The oldest operator set with what moments are computed by.</summary>
    public const long OldestOpset = 8;

    private const long OldestOpsetForMasks = 9;

    /// <summary>The model with moments as outputs, cut off after the last node that they need.</summary>
    /// <param name="model">The model; it may have inputs and nodes of the caller for targets.</param>
    /// <param name="facts">Shapes from one run of it (targets that are extra inputs may be missing).</param>
    /// <param name="requests">What to compute; requests that ask for the same features share the work.</param>
    /// <param name="options">Padding and sub-sampling.</param>
    /// <param name="alsoOutputs">Values to put out besides.</param>
    /// <returns>The extended model; or PB3009 for a tap that cannot be measured.</returns>
    /// <remarks>Padding rows are left out and not multiplied by zero, so that what stands in them (NaN too) does not matter. Of a Gram
    /// matrix only blocks on and above the diagonal are computed.</remarks>
    public static Result<InstrumentedModel> Instrument(
        OnnxModel model,
        ShapeFacts facts,
        IReadOnlyCollection<MomentRequest> requests,
        MomentOptions? options = null,
        IReadOnlyCollection<string>? alsoOutputs = null)
    {
        var problems = requests.Select(request => Problem(model, facts, request, options)).OfType<Diagnostic>().Distinct().ToList();
        if (problems.Count > 0)
            return Result<InstrumentedModel>.Fail(problems);
        var index = new GraphIndex(model.Graph);
        var sites = Sites(requests, index, facts);
        var proto = model.Proto.Clone();
        proto.Graph.Output.Clear();
        var writer = new NodeWriter(proto.Graph, model.Opset(), "prunebuild.moments/node");
        var mask = new RowMask(writer, facts, options?.RowMaskShape);
        var rows = new FeatureRows(writer, facts, options?.PositionStride ?? 1);
        foreach (var site in sites)
            Append(site, writer, mask, rows, index.Producer(site.Requests[0].Consumer.Node)!);
        proto.Graph.Output.AddRange((alsoOutputs ?? []).Select(value => new ValueInfoProto { Name = value }));
        if (mask.IsUsed)
            proto.Graph.Input.Add(ValueInfos.Tensor(InstrumentedModel.RowMaskInput, ElementType.Float, 2));
        var trimmed = SubgraphExtraction.Extract(model.With(proto), [], [.. proto.Graph.Output.Select(output => output.Name)], _ => null);
        return Result<InstrumentedModel>.Ok(new InstrumentedModel(trimmed, sites, mask.IsUsed));
    }

    private static Diagnostic? Problem(OnnxModel model, ShapeFacts facts, MomentRequest request, MomentOptions? options)
    {
        var oldest = options?.RowMaskShape is null ? OldestOpset : OldestOpsetForMasks;
        var reason = facts.Find(request.Consumer.Tap) is null || facts.Find(request.Consumer.Node) is null ? "its shape is not known"
            : model.Opset() < oldest ? $"the model is at opset {model.Opset()}, and the operators needed are there from opset {oldest}"
            : null;
        return reason is null ? null : DiagnosticCatalog.StatisticsImpossible.At(null, request.Consumer.Tap, reason);
    }

    private static ValueList<MomentSite> Sites(IEnumerable<MomentRequest> requests, GraphIndex index, ShapeFacts facts) => requests
        .Distinct()
        .GroupBy(request => FeatureKey(request.Consumer, index, facts))
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select((group, i) => Site($"prunebuild.moments/{i}", [.. group.OrderBy(OrderKey, StringComparer.Ordinal)]))
        .ToValueList();

    private static MomentSite Site(string name, IReadOnlyList<MomentRequest> requests) => new(
        name,
        requests[0].Consumer.Tap,
        requests[0].Consumer.Features,
        requests.Max(request => request.Detail),
        requests
            .Where(request => request.Target is not null)
            .DistinctBy(OrderKey)
            .Select((request, i) => new MomentTarget($"{name}/target/{i}", request.Target!, request.Consumer.Outputs))
            .ToValueList(),
        requests.ToValueList());

    /// <summary>Equal for consumers that see the same features: queries, keys and values read one tap.</summary>
    private static string FeatureKey(Consumer consumer, GraphIndex index, ShapeFacts facts)
    {
        var window = consumer.Kind == ConsumerKind.Convolution ? Window(consumer, index.Producer(consumer.Node)!, facts) : "";
        return $"{consumer.Tap}|{consumer.TapAxis}|{consumer.PerIndex}|{consumer.Experts?.Choice}|{window}";
    }

    /// <summary>Attributes and sizes of the kernel: the attribute that states these may be absent.</summary>
    private static string Window(Consumer consumer, NodeProto node, ShapeFacts facts) => string.Join(
        ';', [.. node.Attribute.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => a.ToString()),
            string.Join(',', FeatureRows.Window(facts, consumer, node))]);

    private static string OrderKey(MomentRequest request) => $"{request.Target}|{request.Consumer.Node}|{request.Consumer.Input}";

    private static void Append(MomentSite site, NodeWriter writer, RowMask mask, FeatureRows rows, NodeProto node)
    {
        var consumer = site.Requests[0].Consumer;
        var flags = mask.For(consumer);
        var features = mask.Apply(flags, consumer, rows.OfFeatures(consumer, node), site.Features);
        writer.Output(writer.ToFloat(mask.Count(features), ElementType.Int64), site.RowsOutput);
        writer.Output(writer.SumOverRows(features), site.SumsOutput);
        if (site.Detail == MomentDetail.Gram)
            AppendGram(site, writer, features);
        else
            writer.Output(writer.SumOverRows(writer.Add("Mul", [features, features])), site.SquaresOutput);
        foreach (var target in site.Targets)
        {
            var asking = site.Requests.First(request => request.Target == target.Value && request.Consumer.Outputs == target.Outputs);
            var values = mask.Apply(flags, consumer, rows.OfTarget(asking.Consumer, target.Value), target.Outputs);
            writer.Output(writer.TransposedProduct(features, values), target.CrossOutput);
            writer.Output(writer.SumOverRows(values), target.SumsOutput);
        }
    }

    private static void AppendGram(MomentSite site, NodeWriter writer, string features)
    {
        for (var block = 0; block < site.Blocks; block++)
        {
            var start = block * MomentSite.BlockWidth;
            var left = site.Blocks == 1 ? features : writer.Slice(features, 1, start, start + MomentSite.BlockWidth);
            var right = start == 0 ? features : writer.Slice(features, 1, start, site.Features);
            writer.Output(writer.TransposedProduct(left, right), site.GramOutput(block));
        }
    }
}
