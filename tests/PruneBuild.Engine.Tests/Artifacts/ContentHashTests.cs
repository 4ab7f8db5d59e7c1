using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class ContentHashTests
{
    /// <summary>FIPS 180-2, appendix B.1.</summary>
    [TestMethod]
    public void AgreesWithTheStandardsExample() => Assert.AreEqual(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ContentHash.OfText("abc"));

    [TestMethod]
    public void FileHasTheHashOfItsBytes()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(ContentHash.OfText("abc"), ContentHash.OfFile(folder.Write("a.txt", "abc")));
    }

    [TestMethod]
    public void FolderChangesWithNamesAndContentsOnly()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        one.Write("b/2.png", "2");
        one.Write("a.png", "1");
        two.Write("a.png", "1");
        two.Write("b/2.png", "2");
        Assert.AreEqual(ContentHash.OfPath(one.Path), ContentHash.OfPath(two.Path));
        File.Move(two.File("a.png"), two.File("c.png"));
        Assert.AreNotEqual(ContentHash.OfPath(one.Path), ContentHash.OfPath(two.Path));
    }

    [TestMethod]
    public void WhatDesktopsLeaveInAFolderChangesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/2.png", "2");
        var hash = ContentHash.OfPath(folder.Path);
        folder.Write(".DS_Store", "1");
        folder.Write("b/Thumbs.db", "1");
        Assert.AreEqual(hash, ContentHash.OfPath(folder.Path));
    }

    [TestMethod]
    public void PartsDoNotRunTogether() =>
        Assert.AreNotEqual(ContentHash.OfParts(("a", "1\n1:b=1:2")), ContentHash.OfParts(("a", "1"), ("b", "2")));

    [TestMethod]
    public void FilesHaveOneHashAndASingleFileItsOwn()
    {
        var (model, data) = (ContentHash.OfText("model"), ContentHash.OfText("data"));
        Assert.AreEqual(model, ContentHash.OfFiles(model));
        Assert.AreEqual(ContentHash.OfText($"1:0=64:{model}\n1:1=64:{data}\n"), ContentHash.OfFiles(model, data));
    }
}
