using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>What a run would cut, or mask.</summary>
/// <param name="Structure">What could be cut, and costs.</param>
/// <param name="Plan">What would be.</param>
public sealed record PlannedCut(ModelStructure Structure, PrunePlan Plan)
{
    /// <summary>What the model costs now, where the structure is that of a model written anew; null where it is the model's own.</summary>
    public CostModel? OriginalCost { get; init; }

    /// <summary>The criterion whose unit the losses of the plan are in; null where it is the step's own.</summary>
    public string? Criterion { get; init; }

    /// <summary>What each group could have been cut to, and why units go.</summary>
    public IReadOnlyList<GroupChoices> Choices { get; init; } = [];

    /// <summary>The weights that would be masked, in the order of the graph; none where structures are cut.</summary>
    public IReadOnlyList<PlannedMask> Masks { get; init; } = [];

    /// <summary>What of the plan a run keeps to.</summary>
    public SettledPart Settled { get; init; }
}

/// <summary>A weight that a run would mask.</summary>
/// <param name="Id">The weight.</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Target">How many become zero.</param>
public sealed record PlannedMask(string Id, long Elements, SparsityTarget Target)
{
    /// <summary>Zeros that this comes to; a pattern gets fewer where sizes are no multiples of it.</summary>
    public long Zeros => (long)Math.Round(Target.Zeros * Elements, MidpointRounding.AwayFromZero);
}
