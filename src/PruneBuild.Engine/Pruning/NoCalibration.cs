using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Pruning;

/// <summary>PB3050: what looks at calibration data, and how to do without.</summary>
internal static class NoCalibration
{
    private const string Magnitude = "use 'method: magnitude'";

    /// <summary>Of a criterion and the refit behind it.</summary>
    public static Diagnostic ForCriterion(SourceSpan? place, string criterion, string reconstruction) =>
        DiagnosticCatalog.CalibrationNeeded.At(place, $"Criterion '{criterion}' with reconstruction '{reconstruction}'", Magnitude);

    /// <summary>Of a method as a whole.</summary>
    public static Diagnostic ForMethod(SourceSpan? place, string method) =>
        DiagnosticCatalog.CalibrationNeeded.At(place, $"'{method}'", Magnitude);

    /// <summary>Of a recovery.</summary>
    public static Diagnostic ForRecovery(SourceSpan? place, string recovery) =>
        DiagnosticCatalog.CalibrationNeeded.At(place, $"'recover: {recovery}'", "remove 'recover'");
}
