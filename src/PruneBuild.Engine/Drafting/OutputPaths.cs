namespace PruneBuild.Engine.Drafting;

/// <summary>Where drafted models go in the app's output folder.</summary>
internal static class OutputPaths
{
    /// <summary>A path for each source, no two alike, letter case aside: a model below the manifest's folder keeps its place; others go to
    /// <c>models</c>, numbered where their name is taken.</summary>
    /// <param name="sources">Paths of the models, as the manifest writes them.</param>
    public static ValueList<string> Of(IReadOnlyList<string> sources)
    {
        var (paths, taken) = (new string[sources.Count], new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var (i, source) in sources.Index().OrderBy(pair => IsInside(pair.Item) ? 0 : 1))
            paths[i] = Take(IsInside(source) ? source : $"models/{Path.GetFileName(source)}", taken);
        return [.. paths];
    }

    private static bool IsInside(string source) => !Path.IsPathRooted(source) && !source.StartsWith("../", StringComparison.Ordinal);

    private static string Take(string path, HashSet<string> taken)
    {
        var ending = Path.GetExtension(path);
        var (plain, free) = (path[..^ending.Length], path);
        for (var i = 2; !taken.Add(free); i++)
            free = $"{plain}-{i}{ending}";
        return free;
    }
}
