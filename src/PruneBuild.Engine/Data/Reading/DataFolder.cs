namespace PruneBuild.Engine.Data.Reading;

/// <summary>What counts in a folder of data: not what is hidden, nor what desktops leave there.</summary>
internal static class DataFolder
{
    private static readonly string[] Leavings = ["Thumbs.db", "desktop.ini"];

    /// <summary>True for the name of a file or folder that counts.</summary>
    public static bool Counts(string name) => !name.StartsWith('.') && !Leavings.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The files below a folder that count, at any depth.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => IsSeen(folder, path));

    /// <summary>The folders below a folder that count, at any depth.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Where(path => IsSeen(folder, path));

    /// <summary>Nothing in a folder that does not count does.</summary>
    private static bool IsSeen(string folder, string path) =>
        Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).All(Counts);
}
