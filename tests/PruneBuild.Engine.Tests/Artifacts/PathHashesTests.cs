using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class PathHashesTests
{
    [TestMethod]
    public void FilesAndFoldersHaveTheHashesOfTheirContentAndWhatIsNotThereHasNone()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("data/a.txt", "abc");
        var paths = new[] { file, folder.File("data"), folder.File("none"), file };
        var hashes = PathHashes.Begin(paths);
        CollectionAssert.AreEqual(
            new[] { ContentHash.OfText("abc"), ContentHash.OfPath(folder.File("data")), null, ContentHash.OfText("abc") },
            paths.Select(hashes.Of).ToArray());
    }

    [TestMethod]
    public void AFileThatCannotBeReadFailsWhereItsHashIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        var (locked, other) = (folder.Write("locked", "1"), folder.Write("other", "2"));
        using var held = new FileStream(locked, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var hashes = PathHashes.Begin([locked, other]);
        Assert.AreEqual(ContentHash.OfText("2"), hashes.Of(other));
        Assert.ThrowsExactly<IOException>(() => hashes.Of(locked));
    }
}
