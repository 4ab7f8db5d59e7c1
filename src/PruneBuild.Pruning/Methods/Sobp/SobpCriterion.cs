using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Sobp;

/// <summary>SoBP: a first-order criterion says over all groups how many units of each go, a greedy one inside the group which they are. See
/// README.md.</summary>
/// <param name="global">Its losses compare between groups.</param>
/// <param name="local">It sees a group's features, and sees them again when everything before the group has been cut and refit.</param>
public sealed class SobpCriterion(ICriterion global, ICriterion local) : ICriterion
{
    /// <inheritdoc />
    public string Name => "sobp";

    /// <inheritdoc />
    public bool ChoosesSequentially => local.ChoosesSequentially;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new SobpCriterion(global.Seeded(seed), local.Seeded(seed));

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [.. global.Requests(group), .. local.Requests(group)];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) => global.ValueRequests(group, model);

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => global.WhyNot(group) ?? local.WhyNot(group);

    /// <inheritdoc />
    /// <remarks>Without the global criterion's evidence the group is being cut: how many go is settled,
    /// and only which they are is asked.</remarks>
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var which = local.Choose(evidence);
        if (evidence.Values.Count == 0)
            return which;
        var sets = which.Choices.ToDictionary(choice => choice.Kept.Count, choice => choice.Kept);
        return which with
        {
            Choices = global.Choose(evidence).Choices.Where(choice => sets.ContainsKey(choice.Kept.Count))
                .Select(choice => choice with { Kept = sets[choice.Kept.Count] }).ToValueList(),
        };
    }
}
