using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Engine.Measuring;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Gates: metrics with their limits.</summary>
internal static class GateSchema
{
    private static readonly Key<double> Confidence = Key.Optional("confidence", new ShareShape(0.5, 0.9999, "95%"),
        "The limits hold for the bad end of this interval, not just for the value.");

    /// <summary>The gates of a model, in the manifest's order.</summary>
    public static readonly MappingShape<ValueList<Gate>> Shape = new(
        "gates",
        "What must hold for the pruned model: metrics and their limits.",
        [.. MetricCatalog.All.Select(metric => Key.Optional(metric.Name, Of(metric), metric.Description))],
        (values, _) => values.InOrder<Gate>().Select(gate => gate.Value).ToValueList());

    private static MappingShape<Gate> Of(Metric metric)
    {
        // Metrics of one kind share their definition: the same title means the same keys.
        var limits = Enum.GetValues<LimitKind>().Where(kind => Misfit(metric, kind) is null)
            .Select(kind => Key.Optional(LimitWords.Of(kind), new LimitShape(metric, kind), Docs(metric, kind)));
        var misfits = Enum.GetValues<LimitKind>().Where(kind => Misfit(metric, kind) is not null)
            .Select(kind => new RefusedKey(LimitWords.Of(kind), $"does not fit '{metric.Name}', {Misfit(metric, kind)}"));
        return new MappingShape<Gate>(
            Title(metric), "Limits of a gate; all that are given must hold.", [.. limits, Confidence],
            (values, log) => Make(metric, values, log), refused: [.. misfits]);
    }

    private static Gate Make(Metric metric, KeyValues values, DiagnosticLog log)
    {
        var given = values.InOrder<GateLimit>().Select(limit => limit.Value).ToValueList();
        if (given.Count == 0)
            log.Report(DiagnosticCatalog.ManifestCombination, values.Name.Span,
                $"Gate '{metric.Name}' has no limit. Give it one, as in '"
                + $"{(metric.IsHigherBetter ? "max-drop: 2%" : metric.IsComparison ? "max: 0.1" : "max-rise: 5%")}'.");
        if (given.FirstOrDefault(limit => limit.Kind == LimitKind.Min) is { IsShare: false } least
            && given.FirstOrDefault(limit => limit.Kind == LimitKind.Max) is { IsShare: false } most && least.Amount > most.Amount)
        {
            log.Report(DiagnosticCatalog.ManifestCombination, most.Span,
                $"Gate '{metric.Name}' asks for at least {least.Text} and at most {most.Text}, which no value is. "
                + "Exchange them, or remove one.");
        }

        return new Gate(metric.Name, given, values.Find(Confidence), values.Name.Span);
    }

    private static string? Misfit(Metric metric, LimitKind kind) => kind switch
    {
        LimitKind.MaxDrop when metric is { IsHigherBetter: false, IsComparison: true } =>
            "which is better when it falls. Use max or max-rise",
        LimitKind.MaxDrop when !metric.IsHigherBetter => "which is better when it falls. Use max-rise or max-ratio",
        LimitKind.MaxRise when metric.IsHigherBetter => "which is better when it rises. Use max-drop",
        LimitKind.MaxRatio when metric.IsHigherBetter => "which is better when it rises. Use min or max-drop",
        LimitKind.MaxRatio when metric.IsComparison => "which compares with the original and has no value of its own for it. Use max",
        _ => null,
    };

    private static string Title(Metric metric) => metric switch
    {
        { Unit: not null } => $"gate on {metric.Name}",
        { IsHigherBetter: true } => "gate on a score",
        { IsComparison: true } => "gate on a distance",
        _ => "gate on a loss",
    };

    private static string Docs(Metric metric, LimitKind kind) => kind switch
    {
        LimitKind.Min => "The value is at least this.",
        LimitKind.Max => "The value is at most this.",
        LimitKind.MaxDrop =>
            "The value is at most this far below the original's, in the metric's own points or, with %, as a share of the original's.",
        LimitKind.MaxRise when metric.Ideal == 0 => "The value is at most this far above the original's, which is 0: the same as max.",
        LimitKind.MaxRise =>
            "The value is at most this far above the original's, in the metric's own points or, with %, as a share of the original's.",
        LimitKind.MaxRatio => "The value is at most this many times the original's.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a limit."),
    };
}
