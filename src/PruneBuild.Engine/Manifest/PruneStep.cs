using PruneBuild.Diagnostics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Manifest;

/// <summary>One entry under <c>prune</c>. A stage that is null is the method's own.</summary>
/// <param name="Method">Preset; null when the stages say everything.</param>
/// <param name="Criterion">What is least needed.</param>
/// <param name="Allocate">How the budget is divided.</param>
/// <param name="Reconstruct">How the consumers of what was cut are refit.</param>
/// <param name="Recover">What is trained afterwards; null for nothing.</param>
/// <param name="Remove">How much goes; null only for a step that just recovers.</param>
/// <param name="Only">Patterns of group ids; empty for all.</param>
/// <param name="Keep">Patterns of group ids that stay whole.</param>
/// <param name="Structures">Kinds of groups that may be cut; empty for the method's own.</param>
/// <param name="Span">Place of the entry.</param>
public sealed record PruneStep(
    Located<string>? Method,
    CriterionEntry? Criterion,
    AllocateEntry? Allocate,
    ReconstructEntry? Reconstruct,
    RecoverEntry? Recover,
    Removal? Remove,
    ValueList<Located<string>> Only,
    ValueList<Located<string>> Keep,
    ValueList<Located<StructureKind>> Structures,
    SourceSpan Span)
{
    /// <summary>True to cut the units that masks emptied once all steps are done; only in the last step.
    /// Null when it is not given.</summary>
    public Located<bool>? Compact { get; init; }
}
