using System.Diagnostics;
using System.Globalization;

namespace PruneBuild.Benchmarks.Fuzz;

/// <summary>Feeds damaged models and JPEG files to the tool: <c>fuzz [--count n] [--seed s] folder…</c>. Workers in processes of their own
/// take the damage; one that dies, hangs or grows is reported with its seed, and the next goes on after it.</summary>
internal static class FuzzProgram
{
    // Of the worker's own time, so that a busy machine is not taken for a hang; one that waits for nothing uses none.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);
    private const long AllowedBytes = 3L << 30;

    /// <summary>Runs all; 1 when a worker crashed, hung or grew beyond 3 GiB.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is ["worker", ..])
            return FuzzWorker.Run(arguments[1..]);
        var (count, first) = (Number(arguments, "--count", 100_000), Number(arguments, "--seed", 1));
        var (outcomes, defects) = (new SortedDictionary<string, int>(StringComparer.Ordinal), new List<string>());
        for (var next = first; next < first + count;)
            next = Work(next, first + count, [.. arguments.Where(Directory.Exists)], outcomes, defects);
        foreach (var (outcome, times) in outcomes)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome,-16} {times,8}"));
        foreach (var defect in defects)
            Console.WriteLine(defect);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} files, {defects.Count} defects"));
        return defects.Count == 0 ? 0 : 1;
    }

    /// <summary>One worker, until it ends or must be ended; returns the seed to go on with.</summary>
    private static int Work(int next, int end, string[] folders, SortedDictionary<string, int> outcomes, List<string> defects)
    {
        using var worker = Start(next, end, folders);
        while (true)
        {
            if (!TryRead(worker, out var line))
                return GiveUp($"no answer within {Patience.TotalSeconds:0} s of its own time");
            if (line is not { } answer)
            {
                worker.WaitForExit();
                return next == end || worker.ExitCode == FuzzWorker.Recycled
                    ? next
                    : GiveUp($"the process ended with exit code {worker.ExitCode}");
            }

            if (answer.StartsWith(FuzzWorker.Defect, StringComparison.Ordinal))
                defects.Add($"seed {next}: {answer[FuzzWorker.Defect.Length..]}");
            else
                outcomes[answer] = outcomes.GetValueOrDefault(answer) + 1;
            worker.Refresh();
            if (!worker.HasExited && worker.WorkingSet64 > AllowedBytes)
                return GiveUp($"{worker.WorkingSet64 >> 20} MiB");
            next++;
        }

        int GiveUp(string reason)
        {
            defects.Add($"seed {next}: {reason}");
            if (!worker.HasExited)
                worker.Kill(entireProcessTree: true);
            return next + 1;
        }
    }

    /// <summary>The worker's next line, null at its end; false when that takes too long.</summary>
    private static bool TryRead(Process worker, out string? line)
    {
        var (read, asked, used) = (worker.StandardOutput.ReadLineAsync(), Stopwatch.StartNew(), TimeUsed(worker));
        while (!read.Wait(TimeSpan.FromSeconds(2)))
        {
            if (TimeUsed(worker) - used > Patience || asked.Elapsed > LongestWait)
            {
                line = null;
                return false;
            }
        }

        line = read.Result;
        return true;
    }

    private static TimeSpan TimeUsed(Process worker)
    {
        worker.Refresh();
        return worker.HasExited ? TimeSpan.Zero : worker.TotalProcessorTime;
    }

    private static Process Start(int next, int end, string[] folders)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [typeof(FuzzProgram).Assembly.Location]
            : [];
        foreach (var argument in host.Concat(["fuzz", "worker", Text(next), Text(end)]).Concat(folders))
            info.ArgumentList.Add(argument);
        var worker = Process.Start(info)!;
        // ONNX Runtime logs what it refuses; a full pipe would stop the worker.
        worker.ErrorDataReceived += (_, _) => { };
        worker.BeginErrorReadLine();
        return worker;
    }

    private static int Number(string[] arguments, string name, int otherwise) =>
        Array.IndexOf(arguments, name) is var at and >= 0 ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
