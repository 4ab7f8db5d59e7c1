using System.Globalization;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Sessions;

/// <summary>Attributes that ONNX Runtime uses before it checks them: a value outside the specification ends the process,
/// not the call.</summary>
internal static class UncheckedAttributes
{
    /// <summary>The first such value in the model's graphs, bodies and functions, in words; null when there is none.</summary>
    public static string? Defect(OnnxModel model) =>
        model.Graph.Node.Concat(model.Proto.Functions.SelectMany(function => function.Node)).Select(Of)
            .FirstOrDefault(defect => defect is not null);

    private static string? Of(NodeProto node) =>
        Own(node) ?? SubgraphCaptures.Bodies(node).SelectMany(body => body.Node).Select(Of).FirstOrDefault(defect => defect is not null);

    /// <summary>Shape inference adds GatherND's <c>batch_dims</c> to a size and counts on from there: below zero, or past the largest
    /// integer, it reads dimensions that do not exist.</summary>
    private static string? Own(NodeProto node) =>
        node.OpType == "GatherND" && node.Find("batch_dims") is { I: < 0 or > int.MaxValue } batch
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"node '{node.Name}' (GatherND) has batch_dims {batch.I}, which must be 0 or more and below the rank of its inputs")
            : null;
}
