using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>What a step must know of a model before it can choose.</summary>
/// <param name="Now">Groups whose units are chosen from what the model itself shows.</param>
/// <param name="Later">Groups whose units are chosen when everything before them has been cut.</param>
/// <param name="Groups">Both, in the model's order.</param>
/// <param name="Unfit">Why the criterion cannot judge a group that the step might cut, by its id.</param>
/// <param name="Moments">What must be measured at taps.</param>
/// <param name="Values">What else must be measured, by the id of the group.</param>
/// <param name="NeedsData">True when nothing can be chosen without calibration data.</param>
internal sealed record StepNeeds(
    IReadOnlyList<PruneGroup> Now,
    IReadOnlyList<PruneGroup> Later,
    IReadOnlyList<PruneGroup> Groups,
    IReadOnlyDictionary<string, string> Unfit,
    IReadOnlyList<MomentRequest> Moments,
    IReadOnlyDictionary<string, IReadOnlyList<ValueRequest>> Values,
    bool NeedsData)
{
    /// <summary>All that must be measured.</summary>
    public StatisticRequests Statistics => new(Moments, [.. Values.Values.SelectMany(requests => requests)]);

    /// <summary>Reads it off the recipe.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">The step.</param>
    /// <param name="structure">What can be cut in the model.</param>
    /// <param name="facts">Types of its values.</param>
    /// <param name="choosesLater">True when units that are cut one group after the other need not be chosen yet.</param>
    public static StepNeeds Of(OnnxModel model, PruneRecipe recipe, ModelStructure structure, ShapeFacts facts, bool choosesLater)
    {
        var allowed = structure.Groups.Where(recipe.Filter.Allows).ToArray();
        var unfit = new UnfitGroups(model, recipe, facts).Among(allowed);
        var groups = allowed.Where(group => !unfit.ContainsKey(group.Id)).ToArray();
        var later = !choosesLater ? []
            : recipe.Stepwise is not null ? groups
            : groups.Where(group => IsChosenAlone(group, groups)).ToArray();
        var now = groups.Except(later).ToArray();
        var (moments, values) =
            (Requests(recipe, now), now.ToDictionary(group => group.Id, group => recipe.Criterion.ValueRequests(group, model)));
        var needsData = moments.Count > 0 || later.Length > 0 || values.Values.Any(list => list.Count > 0) || recipe.Criterion is ISearch;
        return new StepNeeds(now, later, groups, unfit, moments, values, needsData);
    }

    /// <summary>
    /// True when the plan says only how many units of each group stay, and which they are shows when everything before the group has been
    /// cut, or when the budget is divided anew before each group: then there is no need to ask the original.
    /// </summary>
    public static bool ChoosesLater(PruneRecipe recipe) =>
        recipe.Budget is not (Budget.LatencyShare or Budget.LatencyLimit)
        && (recipe.Stepwise is not null
            || (recipe.Inputs == ReconstructionInputs.Sequential && recipe.Reconstruction.NeedsData
                && recipe.Criterion.ChoosesSequentially
                && (recipe.Budget is Budget.Units || recipe.Allocation.Kind == AllocationKind.Uniform)));

    /// <summary>True for a group with one consumer that no other group ends in.</summary>
    private static bool IsChosenAlone(PruneGroup group, IReadOnlyList<PruneGroup> groups) =>
        group.Consumers is [{ Weight: not null } only]
        && groups.All(other => other == group || other.Consumers.All(consumer => consumer.Node != only.Node));

    private static List<MomentRequest> Requests(PruneRecipe recipe, IReadOnlyList<PruneGroup> groups)
    {
        var requests = groups.SelectMany(recipe.Criterion.Requests).ToList();
        if (recipe.Inputs == ReconstructionInputs.Dense && recipe.Reconstruction.NeedsData)
        {
            requests.AddRange(groups.SelectMany(group => group.Consumers).Where(consumer => consumer.Weight is not null)
                .Select(consumer => new MomentRequest(consumer, recipe.Reconstruction.Detail)));
        }

        return requests;
    }
}
