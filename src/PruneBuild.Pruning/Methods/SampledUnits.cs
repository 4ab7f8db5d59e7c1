using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Sampled activations of a group's units, for criteria that compare units with each other.</summary>
public static class SampledUnits
{
    /// <summary>What such a criterion wants measured of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="rows">How many rows are sampled.</param>
    /// <param name="seed">Which they are.</param>
    public static IReadOnlyList<ValueRequest> Requests(PruneGroup group, int rows, int seed) =>
        FirstConsumer(group) is { } consumer ? [RowSampleRequest.At(consumer, rows, seed)] : [];

    /// <summary>Why units of a group cannot be compared; null when they can.</summary>
    public static string? WhyNot(PruneGroup group) => FirstConsumer(group) is null ? UnreadUnits.Reason : null;

    /// <summary>The columns of each unit.</summary>
    /// <param name="samples">[n, size]: rows of the consumer's tap.</param>
    /// <param name="consumer">The consumer.</param>
    /// <returns>For each unit its features, each an array of n values.</returns>
    public static double[][][] Of(Matrix samples, Consumer consumer)
    {
        var columns = samples.Transpose();
        return
        [
            .. Enumerable.Range(0, consumer.TapPattern.Units).Select(unit =>
                consumer.TapPattern.Indices(unit).Select(index => columns.Row(index).ToArray()).ToArray()),
        ];
    }

    /// <summary>The consumer that units are compared at: the first whose tap was sampled.</summary>
    public static ConsumerEvidence FirstConsumer(GroupEvidence evidence) =>
        evidence.Consumers.OrderBy(consumer => consumer.Consumer.Node, StringComparer.Ordinal).First();

    /// <summary>The same consumer, told from the group alone; null when none has a constant weight.</summary>
    private static Consumer? FirstConsumer(PruneGroup group) => group.Consumers
        .Where(consumer => consumer.Weight is not null).OrderBy(consumer => consumer.Node, StringComparer.Ordinal).FirstOrDefault();
}
