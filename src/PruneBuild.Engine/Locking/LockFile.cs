namespace PruneBuild.Engine.Locking;

/// <summary>What was made of what: the committed record beside the manifest.</summary>
/// <param name="Models">In ordinal order of their names.</param>
public sealed record LockFile(ValueList<LockedModel> Models)
{
    /// <summary>Name of the file beside prune.yaml; a manifest of another name has its own:
    /// <c>vision.lock.json</c> for vision.yaml.</summary>
    public static string PathFor(string manifest) => Path.ChangeExtension(manifest, ".lock.json");

    /// <summary>A lock file without models.</summary>
    public static LockFile Empty { get; } = new(ValueList<LockedModel>.Empty);

    /// <summary>The entry of a model, or null.</summary>
    public LockedModel? Find(string name) => Models.FirstOrDefault(model => model.Name == name);

    /// <summary>The same with this entry added or replaced.</summary>
    public LockFile With(LockedModel entry) =>
        new(Models.Where(model => model.Name != entry.Name).Append(entry)
            .OrderBy(model => model.Name, StringComparer.Ordinal).ToValueList());

    /// <summary>The same with the entries of these models only.</summary>
    public LockFile Only(IReadOnlySet<string> names) => new(Models.Where(model => names.Contains(model.Name)).ToValueList());
}
