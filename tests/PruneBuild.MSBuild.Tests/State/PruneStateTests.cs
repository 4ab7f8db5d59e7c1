using PruneBuild.MSBuild.State;
using PruneBuild.Testing;

namespace PruneBuild.MSBuild.Tests.State;

[TestClass]
public sealed class PruneStateTests
{
    private static readonly DateTime old = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [TestMethod]
    public void FilesAreReturnedAndFoldersAreNot()
    {
        using var folder = new TemporaryFolder();
        var files = Files(folder, ["/a/prune.yaml", folder.Path + "/", "/a/x y.onnx"]);
        CollectionAssert.AreEqual(new[] { "/a/prune.yaml", "/a/x y.onnx" }, PruneState.Refresh(files, []).ToArray());
    }

    [TestMethod]
    public void NothingChangedLeavesTheFileAlone()
    {
        using var folder = new TemporaryFolder();
        var files = Files(folder, [Directory.CreateDirectory(folder.File("images")).FullName + "/"]);
        Assert.IsFalse(Changes(files, () => { }));
    }

    [TestMethod]
    public void ASettingIsSeen()
    {
        using var folder = new TemporaryFolder();
        Assert.IsTrue(Changes(Files(folder, []), () => { }, settings: ["seed=2"]));
    }

    [TestMethod]
    public void AnOlderFileInAWatchedFolderIsSeen()
    {
        using var folder = new TemporaryFolder();
        var images = Directory.CreateDirectory(folder.File("images")).FullName;
        File.WriteAllText(folder.File("old.png"), "");
        File.SetLastWriteTimeUtc(folder.File("old.png"), old);
        Directory.SetLastWriteTimeUtc(images, old);
        Assert.IsTrue(Changes(Files(folder, [images + "/"]), () => File.Move(folder.File("old.png"), Path.Combine(images, "old.png"))));
    }

    [TestMethod]
    [DataRow("model.onnx")]
    [DataRow("prune.yaml")]
    public void AnOlderFileInAWatchedOnesPlaceIsSeen(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(name), "as");
        File.WriteAllText(folder.File("other"), "so");
        File.SetLastWriteTimeUtc(folder.File("other"), old);
        Assert.IsTrue(
            Changes(Files(folder, [folder.File(name)]), () => File.Move(folder.File("other"), folder.File(name), overwrite: true)));
    }

    [TestMethod]
    public void AnotherLengthAtTheSameTimeIsSeen()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("data.csv");
        File.WriteAllText(file, "1");
        var time = File.GetLastWriteTimeUtc(file);
        Assert.IsTrue(Changes(Files(folder, [file]), () =>
        {
            File.WriteAllText(file, "22");
            File.SetLastWriteTimeUtc(file, time);
        }));
    }

    [TestMethod]
    public void AStampOfTheSameStateIsNotOlderThanIt()
    {
        using var folder = new TemporaryFolder();
        var files = Files(folder, []);
        PruneState.Refresh(files, ["seed=1"]);
        File.Copy(files.State, folder.File("stamp.txt"));
        File.SetLastWriteTimeUtc(folder.File("stamp.txt"), old);
        PruneState.Settle(files, folder.File("stamp.txt"));
        Assert.AreEqual(old, File.GetLastWriteTimeUtc(files.State));
        PruneState.Refresh(files, ["seed=2"]);
        PruneState.Settle(files, folder.File("stamp.txt"));
        Assert.IsGreaterThan(old, File.GetLastWriteTimeUtc(files.State));
    }

    [TestMethod]
    public void ALockFileThatGoesIsSeen()
    {
        using var folder = new TemporaryFolder();
        var files = Files(folder, []);
        File.WriteAllText(files.Lock, "{}");
        Assert.IsTrue(Changes(files, () => File.Delete(files.Lock)));
    }

    [TestMethod]
    public void AnArtifactThatGoesOrIsReplacedIsSeen()
    {
        using var folder = new TemporaryFolder();
        var files = Files(folder, []);
        var artifact = folder.File("m.onnx");
        File.WriteAllText(
            files.Models, ModelLists.Two.Replace("/app/obj/prune/sentiment-small/sentiment.onnx\"", artifact.Replace("\\", "\\\\") + "\""));
        File.WriteAllText(artifact, "1");
        Assert.IsTrue(Changes(files, () => File.WriteAllText(artifact, "22")));
        Assert.IsTrue(Changes(files, () => File.Delete(artifact)));
    }

    [TestMethod]
    public void ADamagedModelListIsAStateOfItsOwn()
    {
        using var folder = new TemporaryFolder();
        var files = Files(folder, []);
        File.WriteAllText(files.Models, "{");
        Assert.IsFalse(Changes(files, () => { }));
    }

    private static StateFiles Files(TemporaryFolder folder, string[] watched)
    {
        var build = Directory.CreateDirectory(folder.File("build")).FullName;
        var files = StateFiles.Of(build, folder.File("prune.lock.json"), folder.File("state", "state.txt"));
        File.WriteAllLines(files.Inputs, watched);
        return files;
    }

    private static bool Changes(StateFiles files, Action change, string[]? settings = null)
    {
        PruneState.Refresh(files, ["seed=1"]);
        File.SetLastWriteTimeUtc(files.State, old);
        change();
        PruneState.Refresh(files, settings ?? ["seed=1"]);
        return File.GetLastWriteTimeUtc(files.State) != old;
    }
}
