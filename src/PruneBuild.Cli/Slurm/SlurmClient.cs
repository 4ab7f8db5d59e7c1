using System.ComponentModel;
using System.Diagnostics;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Slurm;

/// <summary>Slurm's own commands: the only interface that every cluster has.</summary>
internal static class SlurmClient
{
    /// <summary>Submits a script.</summary>
    /// <param name="options">Options of sbatch.</param>
    /// <param name="script">Path of the script.</param>
    /// <returns>The job's number; or PB5301 with what sbatch says.</returns>
    public static Result<string> Submit(IEnumerable<string> options, string script)
    {
        var (code, output, error) = Call("sbatch", ["--parsable", .. options, script]);
        // On a federation the number is followed by the cluster's name.
        return code == 0
            ? Result<string>.Ok(output.Trim().Split(';')[0])
            : Result<string>.Fail(DiagnosticCatalog.SlurmUnusable, null, "sbatch", error);
    }

    /// <summary>How many tasks of a job are waiting, running or ending; null when Slurm does not say.</summary>
    public static int? Queued(string job)
    {
        var (code, output, error) = Call("squeue", ["--noheader", "--array", "--format=%T", $"--jobs={job}"]);
        if (code == 0)
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        // What ended some time ago is forgotten.
        return error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase) ? 0 : null;
    }

    /// <summary>Takes a job with all of its tasks back.</summary>
    public static void Cancel(string job) => Call("scancel", [job]);

    /// <summary>The same for a job whose number nobody was told.</summary>
    public static void CancelNamed(string name) => Call("scancel", [$"--name={name}"]);

    private static (int Code, string Output, string Error) Call(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output,
                string.Join(' ', error.Result.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        }
        catch (Win32Exception missing)
        {
            return (-1, "", missing.Message);
        }
    }
}
