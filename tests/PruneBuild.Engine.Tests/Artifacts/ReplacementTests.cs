using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class ReplacementTests
{
    [TestMethod]
    public void NothingChangesBeforeTheCommit()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.txt", "old");
        using (var replacement = new Replacement())
        {
            replacement.Write(folder.File("a.txt"), "new");
            Assert.AreEqual("old", File.ReadAllText(folder.File("a.txt")));
        }

        Assert.AreEqual("old", File.ReadAllText(folder.File("a.txt")));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void TextsAndFilesTakeTheirPlacesTogether()
    {
        using var folder = new TemporaryFolder();
        var staged = folder.Write("staging/model", "bytes");
        using var replacement = new Replacement();
        replacement.Move(staged, folder.File("out/model"), ContentHash.OfFile(staged));
        replacement.Write(folder.File("out/report"), "text");
        replacement.Commit();
        Assert.AreEqual("bytes", File.ReadAllText(folder.File("out/model")));
        Assert.AreEqual("text", File.ReadAllText(folder.File("out/report")));
        Assert.HasCount(2, Directory.GetFiles(folder.File("out")));
    }

    [TestMethod]
    public void WhatIsThereAlreadyKeepsItsTime()
    {
        using var folder = new TemporaryFolder();
        var (staged, model, text) = (folder.Write("staging/model", "same"), folder.Write("model", "same"), folder.Write("text", "same"));
        var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(model, time);
        File.SetLastWriteTimeUtc(text, time);
        using var replacement = new Replacement();
        replacement.Move(staged, model, ContentHash.OfFile(staged));
        replacement.Write(text, "same");
        replacement.Commit();
        Assert.AreEqual(time, File.GetLastWriteTimeUtc(model));
        Assert.AreEqual(time, File.GetLastWriteTimeUtc(text));
    }

    /// <summary>A compiler embeds a model again when it is younger than the assembly; one from the cache had an older time.</summary>
    [TestMethod]
    public void WhatTakesItsPlaceHasTheTimeOfThat()
    {
        using var folder = new TemporaryFolder();
        var (staged, model) = (folder.Write("staging/model", "new"), folder.Write("model", "old"));
        var before = File.GetLastWriteTimeUtc(model);
        File.SetLastWriteTimeUtc(staged, DateTime.UnixEpoch);
        using var replacement = new Replacement();
        replacement.Move(staged, model, ContentHash.OfFile(staged));
        replacement.Commit();
        Assert.AreEqual("new", File.ReadAllText(model));
        Assert.IsGreaterThanOrEqualTo(before, File.GetLastWriteTimeUtc(model));
    }

    /// <summary>The number of a process of another machine, or of an earlier version, says nothing.</summary>
    [TestMethod]
    [DataRow("a.txt.2147483647.tmp")]
    [DataRow("a.txt.2147483647.tmp.2147483647.tmp")]
    [DataRow("a.txt.01234567-00000abc-0123456789abcdef.tmp")]
    public void RemainsOfKilledProcessesGoOnceTheyAreOld(string name)
    {
        using var folder = new TemporaryFolder();
        var (left, theirs) = (folder.Write(name, "left"), folder.Write("a.txt.mine.tmp", "the user's"));
        File.SetLastWriteTimeUtc(theirs, DateTime.UnixEpoch);
        Replace(folder, "new");
        Assert.IsTrue(File.Exists(left), "It may be written on another machine.");
        File.SetLastWriteTimeUtc(left, DateTime.UnixEpoch);
        Replace(folder, "newer");
        Assert.IsFalse(File.Exists(left));
        Assert.IsTrue(File.Exists(theirs));
    }

    private static void Replace(TemporaryFolder folder, string text)
    {
        using var replacement = new Replacement();
        replacement.Write(folder.File("a.txt"), text);
        replacement.Commit();
    }
}
