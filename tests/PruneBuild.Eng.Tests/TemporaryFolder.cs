namespace PruneBuild.Eng.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("prunebuild-eng-");

    /// <summary>The path of something in the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <inheritdoc />
    public void Dispose() => folder.Delete(recursive: true);
}
