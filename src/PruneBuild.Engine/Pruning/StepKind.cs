using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Engine.Pruning.Trying;

namespace PruneBuild.Engine.Pruning;

/// <summary>What a step under <c>prune</c> does before it recovers.</summary>
internal enum StepKind
{
    /// <summary>Nothing.</summary>
    Recovery,

    /// <summary>Masks single weights with the best of several methods.</summary>
    BestMask,

    /// <summary>Masks single weights.</summary>
    Mask,

    /// <summary>Turns the residual stream, and cuts its width.</summary>
    Rotation,

    /// <summary>Cuts structures with the best of several methods.</summary>
    BestMethod,

    /// <summary>Cuts structures that a criterion chooses.</summary>
    Structures,
}

/// <summary>Reads off a step what kind it is.</summary>
internal static class StepKinds
{
    /// <summary>The kind of a step.</summary>
    public static StepKind Of(PruneStep step) => step.Remove is null ? StepKind.Recovery
        : MaskRecipes.Masks(step) ? BestMethod.IsAskedBy(step) ? StepKind.BestMask : StepKind.Mask
        : RotationRecipes.IsAskedBy(step) ? StepKind.Rotation
        : BestMethod.IsAskedBy(step) ? StepKind.BestMethod
        : StepKind.Structures;
}
