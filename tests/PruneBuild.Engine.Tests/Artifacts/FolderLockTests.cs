using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class FolderLockTests
{
    [TestMethod]
    public void SecondTakerWaitsForTheFirst()
    {
        using var folder = new TemporaryFolder();
        var first = FolderLock.Take(folder.Path, null, CancellationToken.None);
        Assert.IsNull(FolderLock.TryTake(folder.Path));
        var waits = 0;
        var second = Task.Run(() => FolderLock.Take(folder.Path, () => waits++, CancellationToken.None));
        Assert.IsFalse(second.Wait(200));
        first.Dispose();
        Assert.IsTrue(second.Wait(5000));
        Assert.AreEqual(1, waits);
        second.Result.Dispose();
    }

    [TestMethod]
    public void WaitEndsWhenCancelled()
    {
        using var folder = new TemporaryFolder();
        using var first = FolderLock.Take(folder.Path, null, CancellationToken.None);
        using var cancellation = new CancellationTokenSource(100);
        Assert.ThrowsExactly<OperationCanceledException>(() => FolderLock.Take(folder.Path, null, cancellation.Token));
    }
}
