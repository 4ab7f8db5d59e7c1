using System.Diagnostics;
using System.Globalization;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>What one structured method left of a model, or why it refused.</summary>
/// <param name="Score">On the validation data; null when the method refused.</param>
/// <param name="MacsKept">Share of multiply–accumulates that is left.</param>
/// <param name="Seconds">Pruning alone, model and data prepared.</param>
/// <param name="Gigabytes">Peak memory of the process that pruned, judging aside.</param>
/// <param name="Refusal">Code of the diagnostic that refused; "-" for none.</param>
internal sealed record StructureCell(double? Score, double MacsKept, double Seconds, double Gigabytes, string Refusal)
    : ICell<StructureCell>
{
    /// <inheritdoc />
    public static int FieldCount => 5;

    /// <inheritdoc />
    public IEnumerable<string> Fields =>
    [
        Score?.ToString("R", CultureInfo.InvariantCulture) ?? "-", Text(MacsKept, "0.00000"), Text(Seconds, "0.0"),
        Text(Gigabytes, "0.00"), Refusal,
    ];

    /// <summary>Prunes and judges, in this process.</summary>
    /// <param name="subject">The model.</param>
    /// <param name="prune">Value of <c>prune</c>.</param>
    public static StructureCell Run(TableSubject subject, string prune)
    {
        _ = subject.Original();
        var watch = Stopwatch.StartNew();
        var result = subject.Prune(prune);
        var (seconds, peak) = (watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().PeakWorkingSet64 / 1e9);
        if (!result.IsOk)
            return new StructureCell(null, 1, seconds, peak, result.Diagnostics[0].Code);
        var kept = Macs(result.Value.Model, subject) / Macs(subject.Original(), subject);
        return new StructureCell(subject.Score(result.Value.Model), kept, seconds, peak, "-");
    }

    /// <summary>Counted on the model as it is: some methods leave other layers than their plan names.</summary>
    private static double Macs(OnnxModel model, TableSubject subject) =>
        Subject.Must(StructureAnalysis.Analyse(model, subject.Calibration(), Device.Cpu)).Structure.Cost.Macs(PrunePlan.Empty.KeptCounts());

    /// <summary>The same in a process of its own, whose peak of memory is the cell's alone.</summary>
    /// <param name="subject">Name of the model.</param>
    /// <param name="prune">Value of <c>prune</c>.</param>
    /// <exception cref="InvalidOperationException">The process ended without a cell.</exception>
    public static StructureCell Apart(string subject, string prune)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StructureCell).Assembly.Location, "table", "structure", subject, prune])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var fields = process.StandardOutput.ReadToEnd().TrimEnd().Split('\n')[^1].Split('\t');
        process.WaitForExit();
        return process.ExitCode == 0 && fields.Length == FieldCount
            ? Parse(fields)
            : throw new InvalidOperationException($"{subject} {prune} ended with exit code {process.ExitCode}");
    }

    /// <inheritdoc />
    public static StructureCell Parse(string[] fields) =>
        new(fields[0] == "-" ? null : Number(fields[0]), Number(fields[1]), Number(fields[2]), Number(fields[3]), fields[4]);

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
