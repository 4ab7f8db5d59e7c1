using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>The images that a user's graph decodes, looked at before it does: some that are broken end the process (see
/// <see cref="JpegDefect" />).</summary>
internal sealed class DecodedImages : IDisposable
{
    private readonly string[] images;
    private readonly ModelSession? session;

    /// <param name="images">Values that are decoded.</param>
    /// <param name="session">Computes those of them that are no inputs; null without such.</param>
    private DecodedImages(string[] images, ModelSession? session) => (this.images, this.session) = (images, session);

    /// <summary>Finds them.</summary>
    /// <returns>They; or PB3004 where they cannot be seen before they are decoded: inside a body or function, or behind another
    /// decoder.</returns>
    public static Result<DecodedImages> Of(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        string[] images = [.. model.Graph.Node.Where(IsDecoder).Select(node => node.Input[0]).Distinct()];
        string[] computed = [.. images.Where(image => !index.IsInput(image))];
        var within = GraphTree.Bodies(model.Graph).SelectMany(body => body.Node)
            .Concat(model.Proto.Functions.SelectMany(function => function.Node));
        if (within.FirstOrDefault(IsDecoder) is { } hidden)
            return Unseen(hidden, "inside another node or a function");
        if (computed.Length == 0)
            return Result<DecodedImages>.Ok(new DecodedImages(images, null));
        var before = SubgraphExtraction.Extract(model, [], computed, _ => (ElementType.UInt8, 1));
        if (before.Graph.Node.FirstOrDefault(IsDecoder) is { } first)
            return Unseen(first, "and another one decodes what comes of it");
        var session = ModelSession.Open(before, Device.Cpu, SessionSettings.Reproducible);
        return session.IsOk
            ? Result<DecodedImages>.Ok(new DecodedImages(images, session.Value))
            : session.As<DecodedImages>();

        Result<DecodedImages> Unseen(NodeProto node, string how) => Result<DecodedImages>.Fail(
            DiagnosticCatalog.ModelRefused, null, model.Path ?? model.Graph.Name,
            $"node '{node.Name}' (DecodeImage) decodes images {how}, where they cannot be looked at before, and a broken one would end "
            + "the process; decode images in the graph itself, by one node each");
    }

    /// <summary>What is wrong with an image of a record, in words that follow "it"; null where all may be decoded.</summary>
    /// <exception cref="InferenceException">They are not computed.</exception>
    public string? Defect(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, TextTensor> texts)
    {
        var computed = session?.Run(tensors, texts);
        return images.Select(image => ImageDefect.Of((computed?.GetValueOrDefault(image) ?? tensors[image]).Bytes))
            .FirstOrDefault(defect => defect is not null);
    }

    /// <inheritdoc />
    public void Dispose() => session?.Dispose();

    private static bool IsDecoder(NodeProto node) => node.OpType == "DecodeImage";
}
