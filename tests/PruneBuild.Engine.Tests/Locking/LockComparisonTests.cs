using PruneBuild.Engine.Locking;

namespace PruneBuild.Engine.Tests.Locking;

[TestClass]
public sealed class LockComparisonTests
{
    private static readonly LockedModel Entry = SampleLock.Sentiment;

    [TestMethod]
    public void UnchangedTreeHasNoChanges() => Assert.IsEmpty(LockComparison.Changes(Entry, Entry.Settings, HashInLock));

    [TestMethod]
    public void EveryChangeIsNamed()
    {
        var changes = LockComparison.Changes(Entry, "other", path => path == "data/dev.tsv" ? null : "other");
        CollectionAssert.AreEqual(
            new List<LockChange>
            {
                new(LockChangeKind.Settings, "sentiment"),
                new(LockChangeKind.Gone, "data/dev.tsv"),
                new(LockChangeKind.Content, "models/sentiment.onnx"),
            },
            changes.ToList());
        Assert.AreEqual("'models/sentiment.onnx' changed", changes[2].ToString());
    }

    private static string? HashInLock(string path) => Entry.Inputs.Single(input => input.Path == path).Sha256;
}
