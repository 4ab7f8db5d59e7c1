namespace PruneBuild.Engine.Data.Reading;

/// <summary>What counts in a folder of data: not what is hidden, nor what desktops leave there.</summary>
internal static class DataFolder
{
    private static readonly string[] Leavings = ["Thumbs.db", "desktop.ini"];

    /// <summary>True for the name of a file or folder that counts.</summary>
    public static bool Counts(string name) => !name.StartsWith('.') && !Leavings.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The images and tensors in a folder and in its folders: no reader looks deeper, nor at anything else. A run puts its
    /// reports below a folder of data that is the manifest's own.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Folders(folder).Prepend(folder).SelectMany(Directory.EnumerateFiles).Where(path => IsData(Path.GetFileName(path)));

    /// <summary>The folders in a folder that count.</summary>
    public static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder).Where(path => Counts(Path.GetFileName(path)));

    private static bool IsData(string name) =>
        Counts(name) && (ImageFolderReader.IsImage(name) || name.EndsWith(".pb", StringComparison.OrdinalIgnoreCase));
}
