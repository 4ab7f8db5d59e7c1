using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>What a criterion may look at: the weights of a group and what was measured at its taps.</summary>
/// <param name="Group">The group.</param>
/// <param name="Consumers">Its consumers that have a constant weight.</param>
/// <param name="Tensor">Reads a constant that one of the group's slices names.</param>
public sealed record GroupEvidence(PruneGroup Group, IReadOnlyList<ConsumerEvidence> Consumers, Func<string, Tensor> Tensor)
{
    /// <summary>What the criterion's <see cref="ICriterion.ValueRequests" /> for this group gave.</summary>
    public IReadOnlyDictionary<ValueRequest, Matrix> Values { get; init; } = new Dictionary<ValueRequest, Matrix>();

    /// <summary>What the criterion's <see cref="ICriterion.Sensitivity" /> gave at the first consumer's tap; null when it asks for none, or
    /// while nothing has been cut that a divergence could show.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>The statistics of one kind, in an order that does not depend on the order of requests.</summary>
    public IEnumerable<(T Request, Matrix Result)> ValuesOf<T>()
        where T : ValueRequest =>
        Values.Where(pair => pair.Key is T).Select(pair => ((T)pair.Key, pair.Value))
            .OrderBy(pair => pair.Item1.Values[0], StringComparer.Ordinal);
}

/// <summary>A consumer with its weight and the moments of its features.</summary>
/// <param name="Consumer">The consumer.</param>
/// <param name="Weight">W of y = x·W, [features, outputs]; the factors of a BatchNormalization behind it included.</param>
/// <param name="Moments">What was asked for, targets with the same factors; null when nothing was.</param>
public sealed record ConsumerEvidence(Consumer Consumer, Matrix Weight, Moments? Moments);
