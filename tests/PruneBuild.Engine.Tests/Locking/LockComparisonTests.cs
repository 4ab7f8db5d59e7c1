using PruneBuild.Engine.Locking;

namespace PruneBuild.Engine.Tests.Locking;

[TestClass]
public sealed class LockComparisonTests
{
    private static readonly LockedModel Entry = SampleLock.Sentiment;

    [TestMethod]
    public void UnchangedTreeHasNoChanges() =>
        Assert.IsEmpty(LockComparison.Changes(Entry, Entry.Engine, 0, _ => Entry.Settings, HashInLock));

    [TestMethod]
    public void EveryChangeIsNamed()
    {
        var changes = LockComparison.Changes(Entry, "0.2.0", 0, _ => "other", path => path == "data/dev.tsv" ? null : "other");
        CollectionAssert.AreEqual(
            new List<LockChange>
            {
                new(LockChangeKind.Engine, "0.1.0 to 0.2.0"),
                new(LockChangeKind.Settings, "sentiment"),
                new(LockChangeKind.Gone, "data/dev.tsv"),
                new(LockChangeKind.Content, "models/sentiment.onnx"),
            },
            changes.ToList());
        Assert.AreEqual("PruneBuild changed from 0.1.0 to 0.2.0", changes[0].ToString());
        Assert.AreEqual("'models/sentiment.onnx' changed", changes[3].ToString());
    }

    [TestMethod]
    public void AnotherSeedIsNamedAsSuch()
    {
        static string Settings(int seed) => seed == 3 ? Entry.Settings : "other";

        var seeded = LockComparison.Changes(Entry with { Seed = 3 }, Entry.Engine, 0, Settings, HashInLock);
        var changed = LockComparison.Changes(Entry with { Seed = 4 }, Entry.Engine, 0, Settings, HashInLock);

        Assert.AreEqual("the seed changed from 3 to 0", seeded.Single().ToString());
        Assert.AreEqual(LockChangeKind.Settings, changed.Single().Kind);
        Assert.IsEmpty(LockComparison.Changes(Entry with { Seed = 3 }, Entry.Engine, 3, Settings, HashInLock));
    }

    [TestMethod]
    public void TheSamePlanInAnotherOrderHasNoChanges() => Assert.IsEmpty(LockComparison.CutChanges(Entry, [.. Entry.Cuts.Reverse()]));

    [TestMethod]
    public void EveryGroupThatIsCutOtherwiseIsNamed()
    {
        var changes = LockComparison.CutChanges(Entry, [new("encoder.layer.0.attention", 12, 8), new("encoder.layer.1.attention", 12, 11)]);
        CollectionAssert.AreEqual(
            new[]
            {
                "'encoder.layer.0.attention' keeps 8 of 12 units, in the lock file 7 of 12",
                "'encoder.layer.0.ffn' keeps all units, in the lock file 700 of 1536",
                "'encoder.layer.1.attention' keeps 11 of 12 units, in the lock file all",
            },
            changes.Select(change => change.ToString()).ToArray());
    }

    private static string? HashInLock(string path) => Entry.Inputs.Single(input => input.Path == path).Sha256;
}
