namespace PruneBuild.Onnx.Writing;

/// <summary>Files that are written under other names and take their places together.</summary>
/// <remarks>
/// Two renames are not one step, so what stood there is moved away before anything new appears: a crash in between leaves a file missing,
/// which is noticed, and not an old file beside a new one, which is not.
/// </remarks>
internal sealed class FilesMovedTogether : IDisposable
{
    private readonly string suffix = "." + Guid.NewGuid().ToString("N");
    private readonly List<(string Path, FileStream Stream)> files = [];

    /// <summary>A stream for a file; the one created last is the main one, which appears last.</summary>
    public Stream Create(string path)
    {
        var stream = new FileStream(path + suffix + ".tmp", FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        files.Add((path, stream));
        return stream;
    }

    /// <summary>Puts all files into place, or none.</summary>
    /// <exception cref="IOException">It failed; what was there is there again.</exception>
    public void Commit()
    {
        foreach (var (_, stream) in files)
        {
            stream.Flush(flushToDisk: true);
            stream.Dispose();
        }
        if (files.Count == 1)
            File.Move(Temporary(files[0].Path), files[0].Path, overwrite: true);
        else
            Exchange();
    }

    /// <summary>Deletes what was not put into place.</summary>
    public void Dispose()
    {
        foreach (var (path, stream) in files)
        {
            stream.Dispose();
            File.Delete(Temporary(path));
        }
    }

    private void Exchange()
    {
        var undo = new Stack<(string From, string To)>();
        try
        {
            foreach (var (path, _) in files.AsEnumerable().Reverse().Where(file => File.Exists(file.Path)))
                Move(path, Old(path), undo);
            foreach (var (path, _) in files)
                Move(Temporary(path), path, undo);
        }
        catch
        {
            while (undo.TryPop(out var move))
                File.Move(move.To, move.From);
            throw;
        }
        foreach (var (path, _) in files)
            File.Delete(Old(path));
    }

    private static void Move(string from, string to, Stack<(string From, string To)> undo)
    {
        File.Move(from, to);
        undo.Push((from, to));
    }

    private string Temporary(string path) => path + suffix + ".tmp";

    private string Old(string path) => path + suffix + ".old";
}
