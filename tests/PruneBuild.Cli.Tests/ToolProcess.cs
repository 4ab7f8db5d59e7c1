using System.Diagnostics;
using System.Globalization;

namespace PruneBuild.Cli.Tests;

/// <summary>Calls of the tool in a process of its own, which can be limited, stopped and killed.</summary>
internal static class ToolProcess
{
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "dotnet-prune.dll");

    /// <summary>Runs a command line to its end.</summary>
    public static ToolRun In(string folder, params string[] arguments) => End(Start("dotnet", ["exec", Tool, .. arguments], folder));

    /// <summary>Runs a command line to its end, with these variables set.</summary>
    public static ToolRun With(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        End(Start("dotnet", ["exec", Tool, .. arguments], folder, environment));

    /// <summary>Runs a command line in a copy of a folder on a disk of its own that has so much space left; what it left there goes to
    /// <paramref name="result" />.</summary>
    /// <returns>Null on machines that let nobody mount.</returns>
    public static ToolRun? OnASmallDisk(int freeKibibytes, string folder, string result, params string[] arguments)
    {
        const int page = 4096;
        var used = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Sum(file => (new FileInfo(file).Length + page - 1) / page * page);
        var disk = Directory.CreateDirectory(result + ".disk").FullName;
        var script = """
            mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3/." "$2" || exit 99
            cd "$2"; result=$4; disk=$2; shift 4
            dotnet exec "$@"; code=$?
            cp -a "$disk" "$result"; exit $code
            """;
        var size = string.Create(CultureInfo.InvariantCulture, $"{used + (freeKibibytes * 1024)}");
        try
        {
            var run = End(Start("unshare", ["-rm", "bash", "-c", script, "bash", size, disk, folder, result, Tool, .. arguments], folder));
            return Directory.Exists(result) ? run : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Starts a command line and kills it after so many milliseconds, if it has not ended by then.</summary>
    public static void Killed(string folder, double milliseconds, params string[] arguments)
    {
        using var process = Start("dotnet", ["exec", Tool, .. arguments], folder);
        // Nobody reads what it says: it must not wait for that.
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeSpan.FromMilliseconds(milliseconds)))
            process.Kill();
        process.WaitForExit();
    }

    /// <summary>Starts a command line with these variables set and sends it a signal, such as TERM, as soon as its progress begins with
    /// these words.</summary>
    public static ToolRun Signalled(
        string signal, string folder, IReadOnlyDictionary<string, string> environment, string words, params string[] arguments)
    {
        using var process = Start("dotnet", ["exec", Tool, .. arguments], folder, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var said = "";
        while (process.StandardError.ReadLine() is { } line)
        {
            said += line + "\n";
            if (!line.StartsWith(words, StringComparison.Ordinal))
                continue;
            using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            break;
        }

        said += process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output.Result, said);
    }

    /// <summary>Milliseconds that work takes.</summary>
    public static double Time(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static Process Start(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        return Process.Start(info)!;
    }

    private static ToolRun End(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new ToolRun(process.ExitCode, output, error.Result);
        }
    }
}
