using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Pipeline.Outcomes;

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
