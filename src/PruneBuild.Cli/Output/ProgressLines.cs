using System.Diagnostics;
using System.Globalization;
using PruneBuild.Engine.Pruning;

namespace PruneBuild.Cli.Output;

/// <summary>Progress on standard error: one line for each stage; on a terminal the line shows how far it is, and the time left.</summary>
/// <remarks>Reports may come from several threads.</remarks>
internal sealed class ProgressLines : IProgress<Stage>
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly Terminal terminal;
    private readonly bool times;
    private string? stage;
    private Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan drawn;
    private bool open;

    // The stage's first fraction, and when it was told.
    private (double Fraction, TimeSpan At)? first;

    private ProgressLines(Terminal terminal, bool times) => (this.terminal, this.times) = (terminal, times);

    /// <summary>Progress as the verbosity wants it; null when it wants none.</summary>
    public static ProgressLines? Of(Invocation invocation) =>
        invocation.Verbosity >= Verbosity.Normal ? new(invocation.Terminal, invocation.Verbosity >= Verbosity.Detailed) : null;

    /// <inheritdoc />
    public void Report(Stage value)
    {
        lock (gate)
        {
            if (value.Name != stage)
                Begin(value.Name);
            if (value.Fraction is not { } fraction)
                return;
            first ??= (fraction, watch.Elapsed);
            if (terminal.Interactive && watch.Elapsed - drawn > Redraw)
                Draw(fraction);
        }
    }

    /// <summary>Ends the last line, so that what follows starts a new one.</summary>
    public void End()
    {
        lock (gate)
        {
            EndStage();
            stage = null;
        }
    }

    private void Begin(string name)
    {
        EndStage();
        (stage, watch, drawn, open, first) = (name, Stopwatch.StartNew(), TimeSpan.Zero, terminal.Interactive, null);
        if (open)
            terminal.Error.Write(Fit(name, ""));
        else
            terminal.Error.WriteLine(name);
    }

    private void EndStage()
    {
        if (stage is null)
            return;
        var time = times ? string.Create(CultureInfo.InvariantCulture, $"{stage}: {watch.Elapsed.TotalSeconds:0.00} s") : stage;
        if (open)
            terminal.Error.WriteLine($"\r\u001b[K{time}");
        else if (times)
            terminal.Error.WriteLine(time);
        open = false;
    }

    private void Draw(double fraction)
    {
        drawn = watch.Elapsed;
        var left = first is { } begun ? TimeLeft.Of(watch.Elapsed - begun.At, begun.Fraction, fraction) : null;
        var rest = left is { } time ? string.Create(CultureInfo.InvariantCulture, $", {Math.Ceiling(time.TotalSeconds):0} s left") : "";
        terminal.Error.Write($"\r\u001b[K{Fit(stage!, string.Create(CultureInfo.InvariantCulture, $" {100 * fraction:0} %{rest}"))}");
    }

    /// <summary>A line that is drawn over: one that the terminal breaks in two could not be. The end stays, and the beginning
    /// gives way.</summary>
    private string Fit(string start, string end)
    {
        var room = Math.Max(0, terminal.Columns() - 1 - end.Length);
        return (start.Length <= room ? start : start[..room]) + end;
    }
}
