using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods;

/// <summary>One masking step, all its choices made.</summary>
/// <param name="Method">Name of the preset that it started from.</param>
/// <param name="Masks">Chooses the weights that stay.</param>
/// <param name="Swaps">Betters each mask by exact swaps before weights are updated.</param>
/// <param name="Update">Makes up for the weights that went.</param>
/// <param name="Target">How many weights go, over all.</param>
/// <param name="Scope">Among which scores are compared; null for the method's own.</param>
/// <param name="Allocation">How the share is divided among weights.</param>
/// <param name="Inputs">Which network's activations are measured.</param>
/// <param name="Filter">Which weights may be masked.</param>
public sealed record MaskRecipe(
    string Method,
    IMaskMethod Masks,
    bool Swaps,
    IMaskUpdate Update,
    SparsityTarget Target,
    SelectionScope? Scope,
    AllocationKind Allocation,
    ReconstructionInputs Inputs,
    WeightFilter Filter)
{
    /// <summary>Where tails of spectra begin, for <see cref="AllocationKind.Alpha" />.</summary>
    public TailCut Tail { get; init; }

    /// <summary>True to put features into an order in which the target's pattern keeps more, where that costs nothing.</summary>
    public bool Reorders { get; init; }

    /// <summary>Elements that earlier masks left, by tensor, as they are stored; a tensor that is not here is whole.</summary>
    public IReadOnlyDictionary<string, bool[]> Present { get; init; } = new Dictionary<string, bool[]>();

    /// <summary>How long to search, for <see cref="AllocationKind.Evolution" />.</summary>
    public EvolutionOptions Evolution { get; init; } = new();

    /// <summary>What masked weights should put out.</summary>
    public OutputTargets Targets { get; init; } = OutputTargets.Own;

    /// <summary>True when somebody asked for these targets: weights whose targets are not known are named then.</summary>
    public bool InsistsOnTargets { get; init; }

    /// <summary>λ per mean(diag G) of the dense solve towards targets that are not a weight's own output.</summary>
    public double TargetRidge { get; init; } = MaskedRefit.DefaultRidge;

    /// <summary>True to note which elements of each weight went and what that did, and to measure all that takes.</summary>
    public bool Explains { get; init; }

    /// <summary>Whether weights that stay are fitted to what enters them; swaps alone only choose them.</summary>
    public bool Fits => Masks.Fits || Update.Needs == MomentDetail.Gram;

    /// <summary>How much masks and updates must know of what enters a weight; null for nothing.</summary>
    public MomentDetail? Needs => new[] { Masks.Needs, Update.Needs, Swaps ? MomentDetail.Gram : null }.Max();
}
