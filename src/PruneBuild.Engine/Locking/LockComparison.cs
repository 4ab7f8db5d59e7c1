namespace PruneBuild.Engine.Locking;

/// <summary>How the lock file stands to the tree.</summary>
public static class LockComparison
{
    /// <summary>What is different from when the entry was written; empty when nothing is.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="engine">Version of PruneBuild now.</param>
    /// <param name="seed">The manifest's seed, or what the command line says over it.</param>
    /// <param name="settingsOf">Hash of the model's settings now, by the seed.</param>
    /// <param name="hashOfInput">Hash of an input by its path in the lock file, null when it is gone.</param>
    public static IReadOnlyList<LockChange> Changes(
        LockedModel entry, string engine, int seed, Func<int, string> settingsOf, Func<string, string?> hashOfInput)
    {
        var changes = new List<LockChange>();
        if (entry.Engine != engine)
            changes.Add(new(LockChangeKind.Engine, $"{entry.Engine} to {engine}"));
        if (entry.Seed is { } locked && locked != seed && entry.Settings == settingsOf(locked))
            changes.Add(new(LockChangeKind.Seed, $"{locked} to {seed}"));
        else if (entry.Settings != settingsOf(seed))
            changes.Add(new(LockChangeKind.Settings, entry.Name));
        foreach (var input in entry.Inputs)
        {
            var now = hashOfInput(input.Path);
            if (now is null)
                changes.Add(new(LockChangeKind.Gone, input.Path));
            else if (now != input.Sha256)
                changes.Add(new(LockChangeKind.Content, input.Path));
        }

        return changes;
    }

    /// <summary>Groups that are cut otherwise than the entry says; empty when none is. Hashes of artifacts are not compared: processors
    /// round differently, and the last digits of weights with them.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="now">What is cut now.</param>
    public static IReadOnlyList<CutChange> CutChanges(LockedModel entry, ValueList<LockedCut> now) =>
    [
        .. entry.Cuts.Concat(now).Select(cut => cut.Group).Distinct()
            .Select(group => new CutChange(group, Find(entry.Cuts, group), Find(now, group)))
            .Where(change => change.Locked != change.Now),
    ];

    private static LockedCut? Find(ValueList<LockedCut> cuts, string group) => cuts.FirstOrDefault(cut => cut.Group == group);
}

/// <summary>A difference between lock file and tree.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="What">The file, the model whose settings changed, the seeds or the versions.</param>
public sealed record LockChange(LockChangeKind Kind, string What)
{
    /// <summary>A clause: <c>data/train.tsv changed</c>.</summary>
    public override string ToString() => Kind switch
    {
        LockChangeKind.Engine => $"PruneBuild changed from {What}",
        LockChangeKind.Settings => "its settings in the manifest changed",
        LockChangeKind.Seed => $"the seed changed from {What}",
        LockChangeKind.Gone => $"'{What}' is gone",
        LockChangeKind.Content => $"'{What}' changed",
        _ => throw new InvalidOperationException($"No words for {Kind}."),
    };
}

/// <summary>Kinds of differences.</summary>
public enum LockChangeKind
{
    /// <summary>Another version of PruneBuild wrote the entry.</summary>
    Engine,

    /// <summary>The model's part of the manifest.</summary>
    Settings,

    /// <summary>The seed, and nothing else of the settings.</summary>
    Seed,

    /// <summary>A file that was read is not there.</summary>
    Gone,

    /// <summary>A file that was read has other content.</summary>
    Content,
}

/// <summary>A group that is cut otherwise than the lock file says.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Locked">How it is cut in the lock file; null for not at all.</param>
/// <param name="Now">How it is cut now; null for not at all.</param>
public sealed record CutChange(string Group, LockedCut? Locked, LockedCut? Now)
{
    /// <summary>A clause: <c>'fc1' keeps 8 of 16 units, in the lock file 7 of 16</c>.</summary>
    public override string ToString() => $"'{Group}' keeps {Kept(Now)} units, in the lock file {Kept(Locked)}";

    private static string Kept(LockedCut? cut) => cut is null ? "all" : $"{cut.Kept} of {cut.Units}";
}
