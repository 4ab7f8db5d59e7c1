using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>The branches of a residual stream: what methods that go sub-layer by sub-layer mean by a sub-layer.</summary>
public static class SubLayers
{
    /// <summary>All groups but those heads and neurons whose consumers add to no residual stream where those of others do.</summary>
    /// <param name="model">The model that the groups were found in.</param>
    /// <param name="groups">The groups.</param>
    /// <remarks>What sub-layers put out compares, because it is added to one stream. The inner width of a factorised embedding or of a
    /// pooler has another unit: its energy says nothing about what it is worth beside theirs. Channels stay, however: in most convolutional
    /// networks a block is several convolutions, of which only the last adds to the stream.</remarks>
    public static PruneGroup[] Of(OnnxModel model, IReadOnlyList<PruneGroup> groups)
    {
        var index = new GraphIndex(model.Graph);
        var beside = groups.Where(group => group.Kind is StructureKind.Heads or StructureKind.Neurons)
            .ToLookup(group => Adds(model, index, group));
        return beside[true].Any() ? [.. groups.Except(beside[false])] : [.. groups];
    }

    private static bool Adds(OnnxModel model, GraphIndex index, PruneGroup group) => group.Consumers.Any(consumer =>
        (consumer.Weight is not null && MatchTarget.Find(model, index, consumer).Residual is not null)
        || new StreamPath(model, index).Adds(consumer.Node));
}
