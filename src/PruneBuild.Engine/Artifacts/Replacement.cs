using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>Files that are written aside first and take their places together at the end.</summary>
/// <remarks>Every step is one rename, so that at any moment a file is the old one or the new one, whole. What can fail for lack of space
/// happens before the first rename.</remarks>
public sealed class Replacement : IDisposable
{
    private readonly List<(string From, string To)> moves = [];

    /// <summary>A file that has been written aside takes this place, unless the same bytes are there already.</summary>
    /// <param name="from">The file, on the volume of its place.</param>
    /// <param name="to">Its place; the folder is made.</param>
    /// <param name="sha256">Hash of the file.</param>
    public void Move(string from, string to, string sha256)
    {
        if (File.Exists(to) && ContentHash.OfFile(to) == sha256)
            return;
        Flush(from);
        // A copy out of a cache, say, has the time of what was copied; builds tell by the time that a file is another one.
        File.SetLastWriteTimeUtc(from, TimeProvider.System.GetUtcNow().UtcDateTime);
        Plan(from, to);
    }

    /// <summary>A text takes this place, unless it is there already.</summary>
    /// <exception cref="IOException">The disk is full or the folder not writable.</exception>
    public void Write(string to, string text)
    {
        if (File.Exists(to) && File.ReadAllText(to) == text)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        AsideFile.DeleteAbandoned(to);
        var aside = AsideFile.Of(to);
        Plan(aside, to);
        WholeFile.WriteFlushed(aside, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Puts everything into place, in the order in which it was given.</summary>
    /// <exception cref="IOException">A place cannot be taken; those before it have been.</exception>
    public void Commit()
    {
        foreach (var (from, to) in moves)
            File.Move(from, to, overwrite: true);
        moves.Clear();
    }

    /// <summary>Deletes what did not take its place.</summary>
    public void Dispose()
    {
        foreach (var (from, _) in moves)
            File.Delete(from);
    }

    private void Plan(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        moves.Add((from, to));
    }

    /// <summary>A rename may reach the disk before the bytes do: a power cut must not leave a named file without content.</summary>
    private static void Flush(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        stream.Flush(flushToDisk: true);
    }
}
