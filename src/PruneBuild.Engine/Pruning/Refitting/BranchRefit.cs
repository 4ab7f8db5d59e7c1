using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>What can make up for residual branches that are gone: the matrices that end the branches behind them, each of which adds to
/// the stream that the lost branches would have added to.</summary>
/// <param name="original">The model with all branches.</param>
/// <param name="plan">The branches that go.</param>
/// <param name="structure">Groups of <paramref name="original" />, branches among them.</param>
internal sealed class BranchRefit(OnnxModel original, PrunePlan plan, ModelStructure structure)
{
    private readonly GraphIndex index = new(original.Graph);

    /// <summary>Groups whose consumers are refit, as a plan that keeps all of their units.</summary>
    /// <param name="cut">The model without the branches.</param>
    /// <param name="left">Groups of <paramref name="cut" />.</param>
    public PrunePlan Of(OnnxModel cut, ModelStructure left)
    {
        var streams = new GraphIndex(cut.Graph);
        return new PrunePlan(
        [
            .. left.Groups
                .Where(group => group.Body is null && group.Consumers.Any(consumer => consumer.Weight is not null)
                    && group.Consumers.All(consumer => consumer.Weight is null
                        || (IsBehind(consumer) && MatchTarget.Find(cut, streams, consumer).Residual is not null)))
                .Select(group => new KeptUnits(group.Id, group.Units, [.. Enumerable.Range(0, group.Units)], 0)),
        ]);
    }

    private bool IsBehind(Consumer consumer) =>
        plan.Groups.Any(gone => index.DependsOn(consumer.Node, structure.Group(gone.GroupId).Consumers[0].Node));
}
