using System.CommandLine;
using System.CommandLine.Parsing;
using PruneBuild.Cli.Inputs;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Pipeline.Sharding;

namespace PruneBuild.Cli.Slurm;

/// <summary>Options of the commands whose work can be divided among machines.</summary>
internal static class FanOutOptions
{
    /// <summary>How many tasks an array of Slurm has at most, unless its administrator allows more.</summary>
    private const int MostShards = 1000;

    private static readonly Option<Executor?> Where = new Option<Executor?>("--executor")
    {
        Description = "Where the work is done: in this process, or by a job array of Slurm; local unless given.",
    }.Among([("local", Executor.Local), ("slurm", Executor.Slurm)]);

    private static readonly Option<int?> Shards = NumberOptions.Count(
        "--shards", "Tasks of the job array; one for each piece of work unless given.", least: 1, MostShards);

    private static readonly Option<string[]> SbatchOption = new("--sbatch-option")
    {
        Description = "An option of sbatch, such as partition=gpu; may be given again.", HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> Shard = new("--shard")
    {
        Description = "Does part I of N, from 0, into the cache, and ships nothing.", HelpName = "I/N",
    };
    private static readonly Option<string?> Job = new("--job")
    {
        Description = "Name under which a shard tells its failures.", HelpName = "NAME", Hidden = true,
    };
    private static readonly Option[] All = [Where, Shards, SbatchOption, Shard, Job];

    /// <summary>Adds them to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="cache">The cache that shards tell their work by; null for none.</param>
    /// <returns>What they ask for; or PB1900 for numbers that are none, for options of an array without one, and for work on
    /// other machines without a cache to tell it by.</returns>
    public static Result<FanOut> Read(ParseResult parsed, string? cache)
    {
        var (slurm, shards, text) = (parsed.GetValue(Where) == Executor.Slurm, parsed.GetValue(Shards), parsed.GetValue(Shard));
        var part = text is null ? null : ShardPart.Parse(text);
        if (text is not null && part is null)
            return Wrong($"'{text}' is no shard; write it as in '--shard 0/8' for the first of eight.");
        if (slurm && part is not null)
            return Wrong("--shard is for the tasks of an array, --executor slurm for who starts it; give one of them.");
        if (!slurm && (shards is not null || parsed.GetValue(SbatchOption) is [_, ..]))
            return Wrong("--shards and --sbatch-option are for a job array; add --executor slurm, or leave them out.");
        if ((slurm || part is not null) && cache is null)
            return Wrong("Shards tell what they made through a cache; name one that all machines see with --cache or --cache-url.");
        return Result<FanOut>.Ok(new FanOut(slurm, shards, parsed.GetValue(SbatchOption)!.ToValueList(), part, parsed.GetValue(Job)));
    }

    /// <summary>True where an array does the work, or this process does a part of it.</summary>
    public static bool Divides(ParseResult parsed) =>
        parsed.GetValue(Where) == Executor.Slurm || parsed.GetValue(Shard) is not null;

    /// <summary>What to submit so that shards do what this command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="invocation">The call.</param>
    /// <param name="fanOut">How the work is divided.</param>
    /// <param name="name">Name of the job.</param>
    /// <param name="output">Folder of artifacts and reports, where the script and the logs go too.</param>
    /// <param name="cacheFolder">The user's cache here, which is the shards' too; null for none.</param>
    public static SlurmRequest Request(
        ParseResult parsed, Invocation invocation, FanOut fanOut, string name, string output, string? cacheFolder) => new(
        $"prune-{name}",
        invocation.Terminal.Folder,
        Path.Combine(output, "slurm"),
        [.. Kept(parsed), CacheOptions.Folder.Name,
            cacheFolder ?? CacheLocation.None, Job.Name, fanOut.Id],
        fanOut.Shards,
        fanOut.SbatchOptions);

    /// <summary>The command line without options that a shard gets anew, which take one value each; also without <c>--</c>,
    /// behind which options that are added would be none: what stands there are names of models, which begin with no dash.</summary>
    internal static IEnumerable<string> Kept(ParseResult parsed)
    {
        var names = All.Append(CacheOptions.Folder).Select(option => option.Name).ToHashSet();
        for (var i = 0; i < parsed.Tokens.Count; i++)
        {
            if (parsed.Tokens[i] is { Type: TokenType.Option, Value: var name } && names.Contains(name))
                i++;
            else if (parsed.Tokens[i].Type != TokenType.DoubleDash)
                yield return parsed.Tokens[i].Value;
        }
    }

    private static Result<FanOut> Wrong(string message) => Result<FanOut>.Fail(DiagnosticCatalog.Usage, null, message);

    private enum Executor
    {
        Local,
        Slurm,
    }
}

/// <summary>How work is divided.</summary>
/// <param name="Slurm">True to let a job array of Slurm do it.</param>
/// <param name="Shards">Tasks of the array; null for one for each piece of work.</param>
/// <param name="SbatchOptions">Options of sbatch.</param>
/// <param name="Part">The part that this process does; null for all.</param>
/// <param name="Job">Name of the fan-out that the part belongs to; null for none.</param>
internal sealed record FanOut(bool Slurm, int? Shards, ValueList<string> SbatchOptions, ShardPart? Part, string? Job)
{
    /// <summary>Name of a fan-out that starts here: another one for each.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");
}
