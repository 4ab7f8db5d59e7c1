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
}
