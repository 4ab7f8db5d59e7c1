using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class WholeFileTests
{
    [TestMethod]
    public void ReplacesTheOldContentAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", "old and longer");
        WholeFile.Write(path, "new");
        Assert.AreEqual("new", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void FailureLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("taken"));
        folder.Write("taken/inside", "x");
        Assert.Throws<Exception>(() => WholeFile.Write(folder.File("taken"), "new"));
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void EqualContentKeepsTheTimeStamp()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", "same");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.IsFalse(WholeFile.WriteIfChanged(path, "same"));
        Assert.AreEqual(2020, File.GetLastWriteTimeUtc(path).Year);
        Assert.IsTrue(WholeFile.WriteIfChanged(path, "other"));
    }
}
