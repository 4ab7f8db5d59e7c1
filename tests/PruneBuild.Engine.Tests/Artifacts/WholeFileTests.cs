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
    public void APlaceIsCheckedWithoutATrace()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", "old");
        WholeFile.CheckPlace(path);
        WholeFile.CheckPlace(folder.File("b.txt"));
        Assert.AreEqual("old", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));

        Assert.Throws<IOException>(() => WholeFile.CheckPlace(folder.Path));
        Assert.Throws<IOException>(() => WholeFile.CheckPlace(Path.Combine(folder.Path, "nowhere", "a.txt")));
    }

    /// <summary>In one process, as in containers that share a disk and the number of their process.</summary>
    /// <remarks>Windows refuses two renames to one name at one time.</remarks>
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void ManyWritersAtOnceLeaveTheWholeFileOfOne()
    {
        using var folder = new TemporaryFolder();
        var texts = Enumerable.Range(0, 40).Select(writer => new string((char)('a' + (writer % 26)), 100_000)).ToArray();
        Parallel.ForEach(texts, text => WholeFile.Write(folder.File("a.txt"), text));
        CollectionAssert.Contains(texts, File.ReadAllText(folder.File("a.txt")));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void WhatAKilledWriterLeftGoesOnceItIsOld()
    {
        using var folder = new TemporaryFolder();
        var left = folder.Write("a.txt.01234567-00000abc-0123456789abcdef.tmp", "left");
        WholeFile.Write(folder.File("a.txt"), "new");
        Assert.IsTrue(File.Exists(left), "Another machine may be writing it.");
        File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        WholeFile.Write(folder.File("a.txt"), "newer");
        Assert.IsFalse(File.Exists(left));
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
