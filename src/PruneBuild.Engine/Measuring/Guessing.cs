using System.Globalization;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Measuring;

/// <summary>Whether an original answers better than who has not seen the records: if not, data and model do not fit each other.</summary>
internal static class Guessing
{
    /// <summary>Measures of association, of which guesses have none on the average.</summary>
    private static readonly Metric[] Associations = [MetricCatalog.Matthews, MetricCatalog.Pearson, MetricCatalog.Spearman];

    /// <summary>The warning PB4005; null when the original does better, or no metric can tell.</summary>
    /// <param name="measured">What was measured.</param>
    /// <param name="columns">Numbers in one answer of the model: a language model's tokens.</param>
    public static Diagnostic? Told(IReadOnlyList<Measurement> measured, int? columns) =>
        measured.FirstOrDefault(one => IsGuess(one, columns)) is { } guess
            ? DiagnosticCatalog.OriginalGuesses.At(
                null, guess.Metric, guess.Original!.Value.ToString("0.###", CultureInfo.InvariantCulture), guess.Original.Records)
            : null;

    /// <summary>Within two standard errors of no association; or as surprised by each token as by any of the vocabulary.</summary>
    private static bool IsGuess(Measurement measurement, int? columns) =>
        measurement.Original is { } original
        && MetricCatalog.Find(measurement.Metric) is { } metric
        && (metric == MetricCatalog.Perplexity
            ? original.Value >= columns
            : Associations.Contains(metric) && double.IsFinite(original.Spread) && Math.Atanh(original.Value) < 2 * original.Spread);
}
