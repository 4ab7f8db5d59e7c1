using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Tests.Data.Reading;

[TestClass]
public sealed class DataFolderTests
{
    [TestMethod]
    [DataRow("cat.png", true)]
    [DataRow(".DS_Store", false)]
    [DataRow("._cat.png", false)]
    [DataRow("thumbs.db", false)]
    [DataRow("desktop.ini", false)]
    public void WhatDesktopsLeaveDoesNotCount(string name, bool counts) => Assert.AreEqual(counts, DataFolder.Counts(name));

    [TestMethod]
    public void WhatNoReaderLooksAtIsNotAmongTheFiles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.JPG", "");
        folder.Write("set/input_0.pb", "");
        folder.Write("prune.yaml", "");
        folder.Write("cat/notes.txt", "");
        folder.Write("obj/prune/report.html", "");
        folder.Write("obj/prune/chart.png", "");
        CollectionAssert.AreEquivalent(
            new[] { folder.File("1.JPG"), folder.File("set/input_0.pb") }, DataFolder.Files(folder.Path).ToArray());
        CollectionAssert.AreEquivalent(
            new[] { folder.File("set"), folder.File("cat"), folder.File("obj") }, DataFolder.Folders(folder.Path).ToArray());
    }

    [TestMethod]
    public void NothingCountsInAHiddenFolder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cat/1.png", "");
        folder.Write(".cache/deep/2.png", "");
        CollectionAssert.AreEqual(new[] { folder.File("cat/1.png") }, DataFolder.Files(folder.Path).ToArray());
        CollectionAssert.AreEqual(new[] { folder.File("cat") }, DataFolder.Folders(folder.Path).ToArray());
    }
}
