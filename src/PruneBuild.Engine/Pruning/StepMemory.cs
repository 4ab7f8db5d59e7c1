using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning.Latency;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>What one step found out before it looked at its budget: searches and sweeps look at the data once,
/// however many sizes they try.</summary>
/// <remarks>Of one model and one recipe, budgets aside; whoever passes it on sees to that.</remarks>
public sealed class StepMemory
{
    /// <summary>What was measured for other methods too; null when the step is the only one.</summary>
    internal SharedStatistics? Shared { get; init; }

    /// <summary>Recipes that will be tried on the same model: what they need is measured along.</summary>
    internal IReadOnlyList<PruneRecipe> Coming { get; init; } = [];

    /// <summary>What refits were compared with in earlier trials.</summary>
    internal TeacherMemory Taught { get; init; } = new();

    /// <summary>The first step's; null before it was run.</summary>
    internal Result<PreparedStep>? Step { get; set; }

    /// <summary>What the original said while a budget was divided step by step; null before, and when it was too much to keep.</summary>
    internal StepwiseAnswers? Answers { get; set; }

    /// <summary>What sizes save on the device; null before a budget of time was asked for.</summary>
    internal Result<LatencyTables>? Latency { get; set; }
}

/// <summary>What one pass of the original told: nothing in it depends on a budget.</summary>
/// <param name="Teacher">It has recorded all that refits are compared with.</param>
/// <param name="Scores">What it answered, and what its own units are worth.</param>
internal sealed record StepwiseAnswers(Teacher Teacher, OriginalScores Scores);

/// <summary>A step up to its budget.</summary>
/// <param name="Analysed">What can be cut.</param>
/// <param name="Groups">Those of it that the step may cut.</param>
/// <param name="Moments">What was measured at the taps, by consumer.</param>
/// <param name="Choices">Kept sets of falling size with their losses, group by group.</param>
internal sealed record PreparedStep(
    AnalysedModel Analysed,
    IReadOnlyList<PruneGroup> Groups,
    IReadOnlyDictionary<string, Moments> Moments,
    IReadOnlyList<GroupChoices> Choices);
