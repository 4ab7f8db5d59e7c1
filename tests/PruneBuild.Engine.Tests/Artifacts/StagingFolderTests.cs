using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class StagingFolderTests
{
    [TestMethod]
    public void NothingRemains()
    {
        using var folder = new TemporaryFolder();
        using (var staging = StagingFolder.In(folder.Path))
            File.WriteAllText(Path.Combine(staging.Path, "a"), "1");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void RemainsOfAKilledProcessAreCleared()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".staging-999999/half", "x");
        using (StagingFolder.In(folder.Path))
            Assert.IsFalse(Directory.Exists(folder.File(".staging-999999")));
    }
}
