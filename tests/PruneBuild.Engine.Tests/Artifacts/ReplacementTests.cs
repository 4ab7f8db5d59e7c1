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

    /// <summary>Builds copy a model when it is younger than the copy; one from the cache has another time.</summary>
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

    [TestMethod]
    public void RemainsOfKilledProcessesGoAndThoseOfLivingOnesStay()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.txt.2147483647.tmp", "left");
        folder.Write($"a.txt.{Environment.ProcessId}0.other", "theirs");
        using var replacement = new Replacement();
        replacement.Write(folder.File("a.txt"), "new");
        replacement.Commit();
        Assert.IsFalse(File.Exists(folder.File("a.txt.2147483647.tmp")));
        Assert.IsTrue(File.Exists(folder.File($"a.txt.{Environment.ProcessId}0.other")));
    }
}
