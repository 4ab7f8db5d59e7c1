using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Gates;

/// <summary>What came of a model's gates.</summary>
/// <param name="Verdicts">One for each limit that could be judged, in the manifest's order.</param>
/// <param name="Unjudged">PB4002 for each gate or limit that could not be.</param>
public sealed record GateReport(ValueList<GateVerdict> Verdicts, ValueList<Diagnostic> Unjudged)
{
    /// <summary>True when every limit was judged and holds; also without gates.</summary>
    public bool Holds => Unjudged.Count == 0 && Verdicts.All(verdict => verdict.Holds);

    /// <summary>What does not hold, as errors, or as warnings where the manifest says that the build goes on. What could not be judged is
    /// an error always: nobody can have meant it.</summary>
    /// <param name="onFail">What the manifest says.</param>
    /// <param name="masks">True when all that was pruned are masks.</param>
    public IReadOnlyList<Diagnostic> Diagnostics(OnFail onFail, bool masks = false) =>
    [
        .. Verdicts.Select(verdict => verdict.Failure(masks)).OfType<Diagnostic>()
            .Select(failure => onFail == OnFail.Error ? failure : failure with { Severity = Severity.Warning }),
        .. Unjudged,
    ];
}
