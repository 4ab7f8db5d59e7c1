using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Engine.Tests.Artifacts;

[TestClass]
public sealed class ScratchFolderTests
{
    [TestMethod]
    public void WhatAKilledProcessLeftGoesAndWhatIsInUseStays()
    {
        var prefix = $"prunebuild-test-{Environment.ProcessId}-";
        var left = Directory.CreateTempSubdirectory(prefix).FullName;
        FolderLock.TryTake(left)!.Dispose();
        File.WriteAllText(Path.Combine(left, "model.onnx"), "left");
        var begun = Directory.CreateTempSubdirectory(prefix).FullName;
        try
        {
            using var used = ScratchFolder.Make(prefix);
            Assert.IsFalse(Directory.Exists(left));
            using (var other = ScratchFolder.Make(prefix))
            {
                Assert.AreNotEqual(used.Path, other.Path);
                File.WriteAllText(Path.Combine(other.Path, "model.onnx"), "mine");
            }

            Assert.IsTrue(Directory.Exists(used.Path), "it is locked");
            Assert.IsTrue(Directory.Exists(begun), "it is not locked yet");
            Assert.HasCount(2, Directory.GetDirectories(Path.GetTempPath(), prefix + "*"));
        }
        finally
        {
            Directory.Delete(begun);
        }
    }

    /// <summary>Between the giving back of the lock and the deleting, another process may take it for left.</summary>
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void AFolderThatAnotherProcessDeletedFirstIsNoFailure()
    {
        using var folder = ScratchFolder.Make($"prunebuild-gone-{Environment.ProcessId}-");
        Directory.Delete(folder.Path, recursive: true);
    }
}
