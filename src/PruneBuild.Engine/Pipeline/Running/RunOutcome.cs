using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>What came of a run.</summary>
/// <param name="Models">The models that got as far as their gates, in the manifest's order.</param>
/// <param name="Diagnostics">Everything to be told; with an error among it nothing was replaced.</param>
public sealed record RunOutcome(ValueList<ModelOutcome> Models, ValueList<Diagnostic> Diagnostics)
{
    /// <summary>True when nothing was replaced.</summary>
    public bool HasFailed => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);

    /// <summary>A run that ended early.</summary>
    internal static RunOutcome Failed(IReadOnlyList<Diagnostic> diagnostics) =>
        new(ValueList<ModelOutcome>.Empty, diagnostics.ToValueList());
}

/// <summary>What came of one model.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Record">What was cut and measured; null when the original ships unjudged.</param>
/// <param name="Gates">What the gates said.</param>
/// <param name="OnFail">What a failed gate does.</param>
/// <param name="Work">What had to be done for it.</param>
public sealed record ModelOutcome(ModelEntry Entry, PruneRecord? Record, GateReport Gates, OnFail OnFail, WorkDone Work)
{
    /// <summary>True when the original ships.</summary>
    public bool ShipsOriginal => Record is null || (!Gates.Holds && OnFail == OnFail.KeepOriginal);
}
