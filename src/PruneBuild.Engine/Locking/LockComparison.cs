namespace PruneBuild.Engine.Locking;

/// <summary>How the lock file stands to the tree.</summary>
public static class LockComparison
{
    /// <summary>What is different from when the entry was written; empty when nothing is.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="settings">Hash of the model's settings now.</param>
    /// <param name="hashOfInput">Hash of an input by its path in the lock file, null when it is gone.</param>
    public static IReadOnlyList<LockChange> Changes(LockedModel entry, string settings, Func<string, string?> hashOfInput)
    {
        var changes = new List<LockChange>();
        if (entry.Settings != settings)
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
}

/// <summary>A difference between lock file and tree.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="What">The file, or the model whose settings changed.</param>
public sealed record LockChange(LockChangeKind Kind, string What)
{
    /// <summary>A clause: <c>data/train.tsv changed</c>.</summary>
    public override string ToString() => Kind switch
    {
        LockChangeKind.Settings => "its settings in the manifest changed",
        LockChangeKind.Gone => $"'{What}' is gone",
        LockChangeKind.Content => $"'{What}' changed",
        _ => throw new InvalidOperationException($"No words for {Kind}."),
    };
}

/// <summary>Kinds of differences.</summary>
public enum LockChangeKind
{
    /// <summary>The model's part of the manifest, device or seed.</summary>
    Settings,

    /// <summary>A file that was read is not there.</summary>
    Gone,

    /// <summary>A file that was read has other content.</summary>
    Content,
}
