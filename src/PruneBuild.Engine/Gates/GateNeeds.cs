using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Gates;

/// <summary>Finds gates that nothing can be measured for, before minutes are spent on pruning.</summary>
internal static class GateNeeds
{
    private static readonly Metric[] Compared = [MetricCatalog.Agreement, MetricCatalog.MeanAbsoluteError];

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

    /// <summary>What to do where no gate judges the answers: a gate that can be judged, where there is one.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="measured">What was measured.</param>
    public static string WayOut(ModelEntry entry, IReadOnlyCollection<Measurement> measured)
    {
        var asked = entry.Metric is { } metric ? MetricCatalog.Find(metric.Value) : null;
        var judging = Compared.Prepend(asked).FirstOrDefault(one => measured.Any(measurement => measurement.Metric == one?.Name));
        return judging is not null ? $"Add one under 'gates', such as '{judging.Name}: {{ {Limit(judging)} }}'."
            : entry.Data?.Validation is not null
                ? "No metric compares what this model answers, so try the pruned model in a test of your app."
                : "No metric compares what this model answers to made-up input: name 'validation' data for one that may, "
                    + "or try the pruned model in a test of your app.";
    }

    private static string Limit(Metric metric) =>
        metric.IsComparison
            ? metric.IsHigherBetter ? "min: 0.95" : "max: 0.1"
            : metric.IsHigherBetter ? "max-drop: 0.01" : "max-rise: 5%";

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
