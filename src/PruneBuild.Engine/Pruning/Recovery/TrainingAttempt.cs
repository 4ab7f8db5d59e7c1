using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>One of the times that a training starts: with the usual rates, which were found on language models; where those lead nowhere, with a third of them,
/// and then a ninth.</summary>
/// <param name="Number">Attempts before it.</param>
/// <param name="Since">Steps before it, which count.</param>
internal sealed record TrainingAttempt(int Number, int Since)
{
    private const int Most = 3;
    private const double Slower = 1.0 / 3;

    /// <summary>With the usual rates, or those that the recipe names.</summary>
    public static TrainingAttempt First { get; } = new(0, 0);

    /// <summary>The attempt after one that found nothing better than the start; null when no steps are left, or when the recipe names the rate.</summary>
    /// <param name="recipe">What is trained, and how.</param>
    /// <param name="steps">Steps so far.</param>
    public TrainingAttempt? Next(RecoveryRecipe recipe, int steps) =>
        recipe.LearningRate is null && Number + 1 < Most && steps < recipe.Steps ? new TrainingAttempt(Number + 1, steps) : null;

    /// <summary>The recipe of a tensor in this attempt: its rate, and the steps that are left.</summary>
    public RecoveryRecipe Of(RecoveryRecipe recipe, TrainedFamily family) => Number == 0
        ? recipe
        : recipe with
        {
            LearningRate = Math.Pow(Slower, Number) * (recipe.Regrowth is null ? RecoveryRecipe.UsualRate(family) : RegrowthRecipe.UsualRate),
            Steps = recipe.Steps - Since,
        };
}
