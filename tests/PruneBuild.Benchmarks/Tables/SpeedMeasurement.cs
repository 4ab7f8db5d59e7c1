using System.Diagnostics;
using System.Globalization;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>
/// A whole pruning run against one plain pass of ONNX Runtime over the same calibration data, both in this process. Passes are compared by
/// the processor time that they take, which others on the machine disturb less than they do the clock; both are printed.
/// </summary>
internal static class SpeedMeasurement
{
    /// <summary>Measures and prints, the run first, with all that a new process has to do;
    /// true when the run takes at most so many passes and so much memory.</summary>
    /// <param name="subject">The model and its data.</param>
    /// <param name="prune">Value of <c>prune</c>.</param>
    /// <param name="mostPasses">Passes that the run may take.</param>
    /// <param name="mostGigabytes">Memory that the process may take at its peak.</param>
    public static bool Run(Subject subject, string prune, double mostPasses, double mostGigabytes)
    {
        using var written = ScratchFolder.Make("prunebuild-speed-");
        var watch = Spent.Start();
        var manifest = subject.Manifest(prune, 0);
        var prepared = subject.Prepare(manifest);
        var loaded = watch.SoFar();
        var trial = Trial.Run(
            subject, prepared, manifest.Models[0], 0,
            pruned => OnnxWriter.Write(pruned, Path.Combine(written.Path, "pruned.onnx")));
        var whole = watch.SoFar();
        // Before the passes, whose sessions and outputs are not the run's.
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e9;
        Pass(prepared);
        var (first, second) = (Pass(prepared), Pass(prepared));
        var (passes, clock) = (2 * whole.Processor / (first.Processor + second.Processor), 2 * whole.Clock / (first.Clock + second.Clock));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  one plain pass, batches sorted by length: {first.Clock.TotalSeconds:0.0} s and {second.Clock.TotalSeconds:0.0} s; "
            + $"processor {first.Processor.TotalSeconds:0.0} s and {second.Processor.TotalSeconds:0.0} s"));
        Line($"  {loaded.Clock.TotalSeconds,7:0.0} s reading and preparing data and model");
        foreach (var timing in trial.Timings)
            Line($"  {timing.Duration.TotalSeconds,7:0.0} s {timing.Name}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {whole.Clock.TotalSeconds,7:0.0} s in all, judging included; processor {whole.Processor.TotalSeconds:0.0} s = {passes:0.0} "
            + $"passes (at most {mostPasses:0.#}; by the clock {clock:0.0}); peak memory {peak:0.00} GB (below {mostGigabytes:0.0}); "
            + $"{subject.Score.Name} {subject.Score.Print(trial.Score)}"));
        return passes <= mostPasses && peak < mostGigabytes;
    }

    /// <summary>The faster of the two ways to run the model over the data: batches side by side,
    /// or one after the other on all cores.</summary>
    private static Spent Pass(PreparedSubject subject)
    {
        var side = Pass(subject, SessionSettings.Reproducible, session => OutputStream.Run(session, subject.Calibration));
        var one = Pass(
            subject, new SessionSettings(),
            session => subject.Calibration.Select(batch => new BatchOutputs(batch, session.Run(batch.Inputs))));
        return side.Clock < one.Clock ? side : one;
    }

    private static Spent Pass(PreparedSubject subject, SessionSettings settings, Func<ModelSession, IEnumerable<BatchOutputs>> pass)
    {
        using var session = Subject.Must(ModelSession.Open(subject.Model, Device.Cpu, settings));
        var watch = Spent.Start();
        foreach (var _ in pass(session))
            continue;
        return watch.SoFar();
    }

    private static void Line(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    /// <summary>Time on the clock and time of all processors, since some moment.</summary>
    private sealed record Spent(TimeSpan Clock, TimeSpan Processor)
    {
        public static Spent Start() => new(
            TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency), Process.GetCurrentProcess().TotalProcessorTime);

        public Spent SoFar()
        {
            var now = Start();
            return new Spent(now.Clock - Clock, now.Processor - Processor);
        }
    }
}
