namespace PruneBuild.Engine.Artifacts.Caches;

/// <summary>The caches that a command uses; nothing is opened yet.</summary>
/// <param name="Folder">Full path of the user's own; null for none.</param>
/// <param name="Shared">Address or folder of one that others use too; null for none.</param>
/// <param name="Writes">True to store results in the shared one too.</param>
public sealed record CachePlaces(string? Folder, string? Shared = null, bool Writes = false)
{
    /// <summary>One of them; null when there is none.</summary>
    public string? Any => Folder ?? Shared;

    /// <summary>True when one of them takes what is finished.</summary>
    public bool Keep => Folder is not null || (Shared is not null && Writes);
}
