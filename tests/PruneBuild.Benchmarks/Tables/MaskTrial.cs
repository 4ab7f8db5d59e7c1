using System.Diagnostics;
using System.Globalization;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>A model masked one way, and recovered if that was asked for.</summary>
/// <param name="Score">On the evaluation data.</param>
/// <param name="Zeros">Share of zeros in the masked weights.</param>
/// <param name="LayerError">Mean over weights of the squared error as a share of the energy; null when none was measured.</param>
/// <param name="Seconds">Everything but judging.</param>
/// <param name="TrainedShare">Parameters that recovery trained, as a share of the model's; null without recovery.</param>
/// <param name="Steps">Steps of recovery.</param>
internal sealed record MaskTrial(double Score, double Zeros, double? LayerError, double Seconds, double? TrainedShare, int Steps)
    : ICell<MaskTrial>
{
    /// <summary>Masks and judges.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="prune">Value of <c>prune</c>.</param>
    public static MaskTrial Run(TableSubject subject, string prune)
    {
        var watch = Stopwatch.StartNew();
        var pruned = Subject.Must(subject.Prune(prune));
        var seconds = watch.Elapsed.TotalSeconds;
        var masks = pruned.Steps.Select(step => step.Masks).Last(masks => masks is not null)!;
        var recovered = pruned.Steps.Select(step => step.Recovered).LastOrDefault(report => report is not null);
        return new MaskTrial(
            subject.Score(pruned.Model), (double)masks.Zeros / masks.Elements, masks.Weights.Average(weight => weight.RelativeError),
            seconds, recovered is null ? null : (double)recovered.Parameters / recovered.AllParameters, recovered?.Steps ?? 0);
    }

    /// <inheritdoc />
    public static int FieldCount => 6;

    /// <summary>All numbers, without loss.</summary>
    public IEnumerable<string> Fields => ((double?[])[Score, Zeros, LayerError, Seconds, TrainedShare, Steps])
        .Select(number => number?.ToString("R", CultureInfo.InvariantCulture) ?? "-");

    /// <inheritdoc />
    public static MaskTrial Parse(string[] fields) =>
        new(
            Number(fields[0])!.Value, Number(fields[1])!.Value, Number(fields[2]), Number(fields[3])!.Value, Number(fields[4]),
            (int)Number(fields[5])!.Value);

    private static double? Number(string text) => text == "-" ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
