using System.Text;

namespace PruneBuild.Engine.Artifacts;

/// <summary>Writes files that are either the old content or the new one, whatever happens meanwhile.</summary>
public static class WholeFile
{
    /// <summary>Writes a text as UTF-8 without a byte-order mark.</summary>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes beside the file, flushes to the disk, and moves into place.</summary>
    /// <exception cref="IOException">The disk is full or the folder not writable; the old file is untouched.</exception>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>The same of what is written piece by piece.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        AsideFile.DeleteAbandoned(path);
        var aside = AsideFile.Of(path);
        try
        {
            WriteFlushed(aside, write);
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>The same, unless the file has this content already, so that its time stamp stays and builds see no change.</summary>
    /// <returns>True when the file was written.</returns>
    public static bool WriteIfChanged(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return false;
        Write(path, text);
        return true;
    }

    /// <summary>Finds out before long work whether its file can be written then, as far as that can be known.</summary>
    /// <exception cref="IOException">The folder is not there, or a folder has the file's name; or
    /// <see cref="UnauthorizedAccessException" />.</exception>
    public static void CheckPlace(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder, and a file is to be written there");
        var aside = AsideFile.Of(path);
        WriteFlushed(aside, _ => { });
        File.Delete(aside);
    }

    /// <summary>Writes a file whose bytes are on the disk then: a rename may reach the disk before the bytes do.</summary>
    internal static void WriteFlushed(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        write(stream);
        stream.Flush(flushToDisk: true);
    }
}
