using System.Diagnostics;

namespace PruneBuild.Eng.Processes;

/// <summary>Starts the programs that the build graph is made of.</summary>
internal static class Tool
{
    /// <summary>Runs a program with its output going straight to ours; returns its exit code.</summary>
    public static int Run(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(StartInfo(program, arguments, folder, environment));
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>Runs a program silently.</summary>
    /// <returns>Standard output and, when the exit code is not zero, standard error with it.</returns>
    public static (int ExitCode, string Output) Capture(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = StartInfo(program, arguments, folder, environment);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        using var process = Start(info);
        // Both pipes are drained at once: a program that fills one while we wait on the other would hang.
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + error.Result);
    }

    /// <summary>Runs a program that must succeed; its output is shown only when it does not.</summary>
    /// <exception cref="EngFailure">The program ended with another exit code than zero.</exception>
    public static void MustSucceed(
        string program, IEnumerable<string> arguments, string folder, string purpose,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var (exitCode, output) = Capture(program, arguments, folder, environment);
        if (exitCode != 0)
            throw new EngFailure($"{purpose} failed with exit code {exitCode}:{Environment.NewLine}{output}");
    }

    private static ProcessStartInfo StartInfo(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        // npm is a script on Windows, and scripts need their interpreter.
        var script = OperatingSystem.IsWindows() && program == "npm";
        var info = new ProcessStartInfo(script ? "cmd" : program) { WorkingDirectory = folder, UseShellExecute = false };
        foreach (var argument in script ? ["/c", program, .. arguments] : arguments)
            info.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            info.Environment[name] = value;
        return info;
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info) ?? throw new EngFailure($"'{info.FileName}' did not start");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new EngFailure($"'{info.FileName}' could not be started ({missing.Message}); is it installed and on the PATH?");
        }
    }
}
