using System.Text.Json;
using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Making;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>What processes on other machines tell of pieces of work, as documents of a cache beside the records.</summary>
/// <param name="device">The device as the manifest or the command line has it: which kind of device that means is known only where the work
/// is done, and the record's key depends on it.</param>
/// <param name="job">The fan-out that failures belong to; null when nobody waits for them. Success counts for everyone who asks, and
/// failure only for who caused it: the next one tries again.</param>
internal sealed class WorkNotes(string device, string? job)
{
    /// <summary>Tells what came of a piece of work, after its record was stored.</summary>
    public void Tell(RecordCaches caches, ModelFingerprint print, Result<FinishedModel> outcome)
    {
        if (outcome.IsOk)
            caches.Note(Key(print, ""), ReadableJson.Text(new JsonObject { ["record"] = outcome.Value.Record.Key }));
        else if (job is not null)
            caches.Note(Key(print, job), ReadableJson.Text(
                new JsonObject { ["problems"] = new JsonArray([.. outcome.Diagnostics.Select(DiagnosticJson.Of)]) }));
    }

    /// <summary>The record of a piece of work, or why there is none; null when nothing is told of it.</summary>
    public Result<PruneRecord>? Hear(RecordCaches caches, ModelFingerprint print)
    {
        if (caches.Noted(Key(print, "")) is { } success && RecordKey(success) is { } key && caches.Find(key) is { } record)
            return Result<PruneRecord>.Ok(record);
        return job is not null && caches.Noted(Key(print, job)) is { } failure && Problems(failure) is { Length: > 0 } problems
            ? Result<PruneRecord>.Fail(problems)
            : null;
    }

    private string Key(ModelFingerprint print, string owner) =>
        ContentHash.OfParts(("note", "1"), ("content", print.Content), ("device", device), ("engine", EngineVersion.Build), ("job", owner));

    private static string? RecordKey(string text) =>
        Read(text, json => json.Find("record")?.GetString()) is { } key && CacheKey.Is(key) ? key : null;

    private static Diagnostic[]? Problems(string text) => Read(text, json => json.Items("problems", DiagnosticJson.Read).ToArray());

    /// <summary>A document of a shared cache may come from anyone: one that is none of ours tells nothing.</summary>
    private static T? Read<T>(string text, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return read(document.RootElement);
        }
        catch (Exception damage) when (damage is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
