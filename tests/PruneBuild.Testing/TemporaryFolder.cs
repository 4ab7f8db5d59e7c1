namespace PruneBuild.Testing;

/// <summary>A folder of one test, deleted with everything in it at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("prunebuild-").FullName;

    /// <summary>The full path of a file in it.</summary>
    public string File(params string[] path) => System.IO.Path.Combine([Path, .. path]);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
