using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>The branches of a residual stream: what methods that go sub-layer by sub-layer mean by a sub-layer.</summary>
public static class SubLayers
{
    /// <summary>The groups whose consumers add to a residual stream; all of them when a model has none.</summary>
    /// <param name="model">The model that the groups were found in.</param>
    /// <param name="groups">The groups.</param>
    /// <remarks>What sub-layers put out compares, because it is added to one stream. The inner width of a factorised embedding or of a pooler
    /// has another unit: its energy says nothing about what it is worth beside theirs.</remarks>
    public static PruneGroup[] Of(OnnxModel model, IReadOnlyList<PruneGroup> groups)
    {
        var index = new GraphIndex(model.Graph);
        PruneGroup[] branches =
        [
            .. groups.Where(group => group.Consumers.Any(consumer =>
                consumer.Weight is not null && MatchTarget.Find(model, index, consumer).Residual is not null)),
        ];
        return branches.Length > 0 ? branches : [.. groups];
    }
}
