using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Measuring.Units;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Cli.Commands;

/// <summary><c>cache list</c>, <c>cache prune</c>, <c>cache verify</c>: the user's cache.</summary>
internal static class CacheCommand
{
    private static readonly Option<string?> Folder = new("--cache")
    {
        Description = $"The cache; {CacheLocation.Variable} or the user's cache folder unless given.", HelpName = "DIR", Recursive = true,
    };

    private static readonly Option<string?> MostSize = new("--max-size")
    {
        Description = "What may stay, such as 500 MB; what was not used for longest goes first; 0 empties it. 5 GB unless given.",
        HelpName = "SIZE",
    };

    /// <summary>The command with its three parts.</summary>
    public static Command Create(Terminal terminal)
    {
        var list = new Command("list", "Shows what the cache holds, the least recently used first.").Does(terminal, List);
        var prune = new Command("prune", "Deletes what was not used for longest.") { MostSize }.Does(terminal, Prune);
        var verify = new Command("verify", "Reads everything again and deletes what is damaged.").Does(terminal, Verify);
        foreach (var part in new[] { list, prune, verify })
            CacheOptions.CheckFolder(part, Folder);
        return new Command("cache", "The cache of pruned models: list, prune, verify.") { Folder, list, prune, verify };
    }

    private static int List(ParseResult parsed, Invocation invocation) => InFolder(parsed, invocation, folder =>
    {
        var items = CacheContents.List(folder);
        var models = CachedModels.Of(items);
        return invocation.Finish(
            [],
            writer =>
            {
                foreach (var item in items)
                    writer.WriteLine(Line(item, models.GetValueOrDefault(item.Key)));
                writer.WriteLine($"{folder}: {Amount.Of(items.Count, "file")}, {UnitFamily.Bytes.Format(items.Sum(item => item.Bytes))}");
            },
            Json(folder, "items", items, models));
    });

    private static int Prune(ParseResult parsed, Invocation invocation)
    {
        var size = parsed.GetValue(MostSize);
        var most = size?.Trim() switch
        {
            null => ContentCache.DefaultBytes,
            "0" => 0,
            var text => UnitFamily.Bytes.Parse(text),
        };
        if (most is not >= 0)
            return invocation.Finish(
                [DiagnosticCatalog.Usage.At(null, $"'{size}' is not {UnitFamily.Bytes.Quantity} such as {UnitFamily.Bytes.Example}.")]);
        return InFolder(parsed, invocation, folder => Removed(invocation, folder, CacheContents.Trim(folder, (long)most), [], "deleted"));
    }

    private static int Verify(ParseResult parsed, Invocation invocation) => InFolder(parsed, invocation, folder =>
    {
        var (deleted, stuck) = CacheContents.Verify(folder);
        return Removed(invocation, folder, deleted, stuck, "damaged and deleted");
    });

    private static int Removed(
        Invocation invocation, string folder, IReadOnlyList<CacheItem> gone, IReadOnlyList<CacheItem> stuck, string what) =>
        invocation.Finish(
            [.. stuck.Select(item => DiagnosticCatalog.EnvironmentFailed.At(null, item.Path, "it is damaged and cannot be deleted"))],
            writer =>
            {
                var left = CacheContents.List(folder);
                writer.WriteLine(
                    $"{folder}: {Amount.Of(gone.Count, "file")} {what} ({UnitFamily.Bytes.Format(gone.Sum(item => item.Bytes))}), "
                    + $"{Amount.Of(left.Count, "file")} left ({UnitFamily.Bytes.Format(left.Sum(item => item.Bytes))})");
            },
            Json(folder, "deleted", gone));

    private static int InFolder(ParseResult parsed, Invocation invocation, Func<string, int> work) =>
        CacheOptions.FolderOf(parsed.GetValue(Folder), invocation) switch
        {
            null => invocation.Finish([], writer => writer.WriteLine("The cache is turned off."), []),
            var file when File.Exists(file) =>
                invocation.Finish([DiagnosticCatalog.Usage.At(null, $"The cache '{file}' is a file, and a cache is a folder.")]),
            var folder => work(folder),
        };

    private static string Line(CacheItem item, string? model) =>
        $"{item.Used.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}  "
        + $"{UnitFamily.Bytes.Format(item.Bytes),12}  {Kind(item),-8} {item.Key[..12]}…{(model is null ? "" : $"  {model}")}";

    private static JsonObject Json(
        string folder, string member, IReadOnlyList<CacheItem> items, IReadOnlyDictionary<string, string>? models = null) => new()
    {
        ["folder"] = folder,
        [member] = new JsonArray([.. items.Select(item => (JsonNode)Json(item, models?.GetValueOrDefault(item.Key)))]),
    };

    private static JsonObject Json(CacheItem item, string? model)
    {
        var json = new JsonObject { ["key"] = item.Key, ["kind"] = Kind(item), ["bytes"] = item.Bytes, ["used"] = item.Used };
        if (model is not null)
            json["model"] = model;
        return json;
    }

    private static string Kind(CacheItem item) => item.IsDocument ? "record" : "artifact";
}
