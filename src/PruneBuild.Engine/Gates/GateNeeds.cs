using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Gates;

/// <summary>Finds gates that nothing can be measured for, before minutes are spent on pruning.</summary>
internal static class GateNeeds
{
    /// <summary>PB4002 for each gate whose metric needs records or labels that the manifest does not name.</summary>
    public static IReadOnlyList<Diagnostic> Unmet(PruneManifest manifest, ModelEntry entry) =>
        NotMeasured(entry.Gates, metric => IsMet(metric, manifest, entry.Data));

    /// <summary>PB4002 for each gate whose metric is not one of what a model answers.</summary>
    /// <param name="gates">The gates.</param>
    /// <param name="answer">What the model answers.</param>
    /// <param name="labels">What is true; null where that is not known.</param>
    public static IReadOnlyList<Diagnostic> Unfit(IEnumerable<Gate> gates, Answer answer, Labels? labels)
    {
        Metric[] scored = [.. new LabelScores(answer, labels).Metrics];
        return NotMeasured(gates, metric => metric.IsComparison
            ? AnswerMeter.Compares(metric, answer, labels)
            : (metric.Labels is null && metric != MetricCatalog.Perplexity) || scored.Contains(metric));
    }

    /// <summary>A gate on answers that the manifest's data can serve.</summary>
    public static string Example(ModelEntry entry) =>
        entry.Data?.Validation is not null
        && entry.Metric is { Value: var name }
        && MetricCatalog.Find(name) is { Needs: not MetricNeeds.Models } metric
            ? $"{name}: {{ {(metric.IsHigherBetter ? "max-drop: 0.01" : metric.IsComparison ? "max: 0.1" : "max-rise: 5%")} }}"
            : $"{MetricCatalog.Agreement.Name}: {{ min: 0.95 }}";

    private static IReadOnlyList<Diagnostic> NotMeasured(IEnumerable<Gate> gates, Func<Metric, bool> isMeasured) =>
    [
        .. gates.Select(gate => (Gate: gate, Metric: MetricCatalog.Find(gate.Metric)!))
            .Where(pair => !isMeasured(pair.Metric))
            .Select(pair => DiagnosticCatalog.GateNotMeasured.At(pair.Gate.Span, pair.Gate.Metric, GateJudge.Missing(pair.Metric))),
    ];

    private static bool IsMet(Metric metric, PruneManifest manifest, DataEntry? data) => metric.Needs switch
    {
        MetricNeeds.Models => true,
        MetricNeeds.Records => data?.Validation is not null || metric.TakesRandomInput,
        MetricNeeds.Labels =>
            data is { Validation: { } set } && (data.Label is not null || Directory.Exists(manifest.Resolve(set.File.Value))),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric.Needs, "Not a need."),
    };
}
