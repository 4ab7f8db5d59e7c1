using System.Diagnostics;
using System.Globalization;
using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>A program that works while the test goes on: a server, a watcher, a build that somebody will stop.</summary>
internal sealed class RunningProgram : IDisposable
{
    // For what hangs; on a busy machine a build alone can take minutes.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process process;
    private readonly List<string> lines = [];

    public RunningProgram(ProcessStartInfo info)
    {
        process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, said) => Add(said.Data);
        process.ErrorDataReceived += (_, said) => Add(said.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has said until now.</summary>
    public string Said
    {
        get
        {
            lock (lines)
                return string.Join('\n', lines);
        }
    }

    /// <summary>Waits for a line with these words, for the n-th time.</summary>
    /// <returns>The line.</returns>
    public string WaitFor(string words, int times = 1)
    {
        string? found = null;
        Eventually.Holds(HasSaid, () => $"It did not say '{words}' within {Patience}. It said:\n{Said}", Patience);
        return found!;

        bool HasSaid()
        {
            var ended = process.HasExited;
            lock (lines)
                found = lines.Where(line => line.Contains(words, StringComparison.Ordinal)).ElementAtOrDefault(times - 1);
            Assert.IsFalse(ended && found is null, $"It ended without saying '{words}'. It said:\n{Said}");
            return found is not null;
        }
    }

    /// <summary>True when it has ended.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Sends the process itself, not its children, a signal: INT, TERM, KILL.</summary>
    public void Signal(string name) => Signal(process.Id, name);

    /// <summary>Sends a process a signal; one that has ended gets none.</summary>
    public static void Signal(int process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end, and for what it said last.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForEnd()
    {
        Assert.IsTrue(process.WaitForExit(Patience), $"It did not end within {Patience}. It said:\n{Said}");
        process.WaitForExit(); // Without a limit it also waits until all that was said has been read.
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Add(line);
    }
}
