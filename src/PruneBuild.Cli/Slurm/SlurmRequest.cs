using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Cli.Slurm;

/// <summary>What to submit to Slurm.</summary>
/// <param name="Name">Name of the files, and what the job's name begins with.</param>
/// <param name="Folder">Working folder of the shards.</param>
/// <param name="LogFolder">Full path of the folder for the script and the logs; seen by every node.</param>
/// <param name="Arguments">The tool's arguments of a shard, without the shard itself.</param>
/// <param name="Shards">How many; null for one for each piece of work.</param>
/// <param name="SbatchOptions">Options of sbatch, over our own.</param>
internal sealed record SlurmRequest(
    string Name, string Folder, string LogFolder, ValueList<string> Arguments, int? Shards, ValueList<string> SbatchOptions)
{
    /// <summary>Name of the job, which no other job has.</summary>
    public string JobName { get; } = $"{Name}-{Guid.NewGuid():N}";

    /// <summary>Our own options of sbatch.</summary>
    /// <remarks>In names of files Slurm replaces <c>%A</c> by the job's number, <c>%a</c> by the task's and
    /// <c>%%</c> by a percent sign.</remarks>
    public IEnumerable<string> Options =>
        [$"--job-name={JobName}", "--requeue", "--open-mode=append",
            $"--output={Path.Combine(LogFolder, Name).Replace("%", "%%", StringComparison.Ordinal)}-%A_%a.log"];

    /// <summary>Options of sbatch as the user gave them, with or without dashes.</summary>
    public ValueList<string> SbatchOptions { get; } = SbatchOptions.Select(option => $"--{option.TrimStart('-')}").ToValueList();

    /// <summary>The logs of a job, as a pattern for people.</summary>
    public string Log(string job) => Path.Combine(LogFolder, $"{Name}-{job}_*.log");

    /// <summary>Writes the script and returns its path.</summary>
    public string WriteScript(int shards)
    {
        Directory.CreateDirectory(LogFolder);
        var path = Path.Combine(LogFolder, $"{Name}.sh");
        WholeFile.Write(path, SlurmScript.Text(Folder, [.. Tool(), .. Arguments], shards));
        return path;
    }

    /// <summary>This tool, as a program and its first arguments.</summary>
    private static string[] Tool() =>
    [
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet",
        "exec", Path.Combine(AppContext.BaseDirectory, "dotnet-prune.dll"),
    ];
}
