namespace PruneBuild.Engine.Artifacts;

/// <summary>When two names are one file.</summary>
internal static class FileNames
{
    /// <summary>A file system that tells names apart by case is nowhere the default but on Linux.</summary>
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The same for sets.</summary>
    public static StringComparer Comparer { get; } = StringComparer.FromComparison(Comparison);
}
