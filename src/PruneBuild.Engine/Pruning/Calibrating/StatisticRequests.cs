using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Engine.Pruning.Calibrating;

/// <summary>What is to be measured of a model.</summary>
/// <param name="Moments">Second moments at taps.</param>
/// <param name="Values">What is folded on the host.</param>
internal sealed record StatisticRequests(IReadOnlyList<MomentRequest> Moments, IReadOnlyList<ValueRequest> Values)
{
    /// <summary>One request for each consumer, seen whole, with the most detail that anyone asks for.</summary>
    public IReadOnlyList<MomentRequest> MergedMoments =>
    [
        .. Moments.GroupBy(request => request.Consumer.Node).Select(same => new MomentRequest(
            ConsumerCut.Whole(same.First().Consumer), same.Max(request => request.Detail))),
    ];

    /// <summary>What either asks for.</summary>
    public StatisticRequests And(StatisticRequests other) => new([.. Moments, .. other.Moments], [.. Values.Union(other.Values)]);
}
