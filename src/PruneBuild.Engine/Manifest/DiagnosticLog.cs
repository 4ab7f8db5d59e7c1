using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>Everything that is wrong with a manifest, so that one reading tells all.</summary>
internal sealed class DiagnosticLog
{
    private readonly List<Diagnostic> diagnostics = [];

    /// <summary>Number of diagnostics so far: a reader that sees it unchanged has read without fault.</summary>
    public int Count => diagnostics.Count;

    /// <summary>Notes a finding.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceSpan place, params object[] arguments) =>
        Report(descriptor.At(place, arguments));

    /// <summary>Notes a finding that has its place.</summary>
    public void Report(Diagnostic finding) => diagnostics.Add(finding);

    /// <summary>The findings in the order of their places; a place that is met twice through an alias counts once.</summary>
    public IReadOnlyList<Diagnostic> InOrder() =>
        [.. diagnostics.Distinct().OrderBy(finding => finding.Location!.Line).ThenBy(finding => finding.Location!.Column)];
}
