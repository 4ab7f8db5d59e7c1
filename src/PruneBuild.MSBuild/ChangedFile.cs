using System.IO;

namespace PruneBuild.MSBuild;

/// <summary>Files that keep their time while what they hold stays the same, so that nothing behind them is made anew.</summary>
internal static class ChangedFile
{
    /// <summary>Writes a text and the folder for it, unless the file holds that text already.</summary>
    public static void Write(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
