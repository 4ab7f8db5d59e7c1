using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Tests.Pipeline.Records;

[TestClass]
public sealed class KeyLocksTests
{
    [TestMethod]
    public void WhatNobodyTookForLongGoesAndWhatIsHeldStays()
    {
        using var folder = new TemporaryFolder();
        using var held = new KeyLocks(folder.Path).Take("held", () => { }, CancellationToken.None);
        foreach (var key in new[] { "old", "young" })
            new KeyLocks(folder.Path).Take(key, () => { }, CancellationToken.None).Dispose();
        foreach (var key in new[] { "old", "held" })
            Directory.SetLastWriteTimeUtc(folder.File(key), DateTime.UnixEpoch);

        using var taken = new KeyLocks(folder.Path).Take("mine", () => { }, CancellationToken.None);

        CollectionAssert.AreEquivalent(
            new[] { "held", "young", "mine" }, Directory.GetDirectories(folder.Path).Select(Path.GetFileName).ToArray());
    }
}
