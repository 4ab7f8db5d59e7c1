namespace PruneBuild.Engine.Artifacts;

/// <summary>Exclusive use of a folder among processes; the system gives it back when a process dies.</summary>
public sealed class FolderLock : IDisposable
{
    private const string FileName = ".lock";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream stream;

    private FolderLock(FileStream stream) => this.stream = stream;

    /// <summary>Waits until the folder is free and takes it.</summary>
    /// <param name="folder">Made when it does not exist.</param>
    /// <param name="waiting">Called once when another process has it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static FolderLock Take(string folder, Action? waiting, CancellationToken cancellation)
    {
        for (var said = false; ; said = true)
        {
            Directory.CreateDirectory(folder);
            if (TryTake(folder) is { } taken)
                return taken;
            if (!said)
                waiting?.Invoke();
            cancellation.WaitHandle.WaitOne(Pause);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes the folder if it is free; null when another process has it.</summary>
    public static FolderLock? TryTake(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsHeldElsewhere(exception))
        {
            return null;
        }
    }

    /// <summary>True when a process has taken the folder, now or before.</summary>
    public static bool WasTaken(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>EAGAIN of flock on Linux and macOS; sharing and lock violations on Windows. Anything else is a real failure.</summary>
    private static bool IsHeldElsewhere(IOException exception) =>
        exception.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);

    /// <summary>Gives the folder back. The file stays: deleting it would let two processes lock two files of one name.</summary>
    public void Dispose() => stream.Dispose();
}
