using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Pruning;

/// <summary>What of a plan a run carries out as it stands.</summary>
public enum SettledPart
{
    /// <summary>All of it: these units go.</summary>
    Units,

    /// <summary>How many units each group keeps; which they are shows when everything before the group has been cut.</summary>
    Counts,

    /// <summary>The budget alone: it is divided anew before each cut, and the plan is the first division.</summary>
    Budget,
}

/// <summary>Reads off a recipe what of its plans is settled.</summary>
internal static class SettledParts
{
    /// <summary>What is settled before anything is cut.</summary>
    public static SettledPart Of(PruneRecipe recipe) => recipe.Stepwise is not null ? SettledPart.Budget
        : recipe.RefitsBefore ? SettledPart.Counts
        : recipe.Criterion.ChoosesSequentially && recipe.Reconstruction.NeedsData && recipe.Inputs == ReconstructionInputs.Sequential
            ? SettledPart.Counts
        : SettledPart.Units;
}
