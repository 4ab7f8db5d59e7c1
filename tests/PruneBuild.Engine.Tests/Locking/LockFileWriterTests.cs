using PruneBuild.Engine.Locking;

namespace PruneBuild.Engine.Tests.Locking;

[TestClass]
public sealed class LockFileWriterTests
{
    [TestMethod]
    public void OneChangeIsOneLine()
    {
        var before = LockFileWriter.Text(SampleLock.File).Split('\n');
        var cut = SampleLock.Sentiment with { Cuts = [new("encoder.layer.0.attention", 12, 8), SampleLock.Sentiment.Cuts[1]] };
        var after = LockFileWriter.Text(LockFile.Empty.With(cut)).Split('\n');
        Assert.HasCount(before.Length, after);
        Assert.AreEqual(1, before.Zip(after).Count(pair => pair.First != pair.Second));
    }

    [TestMethod]
    public void OrderOfEntriesIsThatOfTheirNames()
    {
        var other = SampleLock.Sentiment with { Name = "aardvark" };
        Assert.AreEqual(
            LockFileWriter.Text(LockFile.Empty.With(SampleLock.Sentiment).With(other)),
            LockFileWriter.Text(LockFile.Empty.With(other).With(SampleLock.Sentiment)));
    }

    [TestMethod]
    public void SameContentIsNotWrittenAgain()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("prune.lock.json");
        LockFileWriter.Write(SampleLock.File, path);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        LockFileWriter.Write(SampleLock.File, path);
        Assert.AreEqual(2020, File.GetLastWriteTimeUtc(path).Year);
    }
}
