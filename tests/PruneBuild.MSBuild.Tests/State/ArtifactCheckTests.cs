using System.Security.Cryptography;
using PruneBuild.MSBuild.Lists;
using PruneBuild.MSBuild.State;
using PruneBuild.Testing;

namespace PruneBuild.MSBuild.Tests.State;

[TestClass]
public sealed class ArtifactCheckTests
{
    [TestMethod]
    public void AFileAsListedIsRightAndIsNotHashedAgain()
    {
        using var folder = new TemporaryFolder();
        var model = Model(folder);
        Assert.IsNull(Fault(folder, model));
        var notes = folder.File("notes.txt");
        File.SetLastWriteTimeUtc(notes, DateTime.UnixEpoch);
        Assert.IsNull(Fault(folder, model));
        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(notes));

        // Only a second hash would tell.
        var time = File.GetLastWriteTimeUtc(model.File);
        File.WriteAllText(model.File, "ledom");
        File.SetLastWriteTimeUtc(model.File, time);
        Assert.IsNull(Fault(folder, model));
    }

    [TestMethod]
    [DataRow("ledom", DisplayName = "of the same length")]
    [DataRow("another", DisplayName = "of another length")]
    public void AFileOfAnotherProjectIsTold(string text)
    {
        using var folder = new TemporaryFolder();
        var model = Model(folder);
        Assert.IsNull(Fault(folder, model));
        File.WriteAllText(model.File, text);
        File.SetLastWriteTimeUtc(model.File, DateTime.UnixEpoch);
        Assert.AreEqual(("PB5208", model.File), Fault(folder, model));
    }

    [TestMethod]
    [DataRow("atad", DisplayName = "of the same length")]
    [DataRow("other", DisplayName = "of another length")]
    public void DataOfAnotherProjectIsTold(string text)
    {
        using var folder = new TemporaryFolder();
        var model = Model(folder);
        Assert.IsNull(Fault(folder, model));
        File.WriteAllText(model.Data[0], text);
        File.SetLastWriteTimeUtc(model.Data[0], DateTime.UnixEpoch);
        Assert.AreEqual(("PB5208", model.Data[0]), Fault(folder, model));
    }

    /// <summary>A list that an earlier version wrote, and a build that runs no tool.</summary>
    [TestMethod]
    public void DataWithoutHashesInTheListIsHeldAgainstItsLength()
    {
        using var folder = new TemporaryFolder();
        var model = Model(folder) with { DataSha256 = [] };
        Assert.IsNull(Fault(folder, model));
        File.AppendAllText(model.Data[0], "more");
        Assert.AreEqual(("PB5208", model.File), Fault(folder, model));
    }

    [TestMethod]
    public void AFileThatIsGoneIsTold()
    {
        using var folder = new TemporaryFolder();
        var model = Model(folder);
        File.Delete(model.Data[0]);
        Assert.AreEqual(("PB5207", model.Data[0]), Fault(folder, model));
    }

    private static (string Code, string File)? Fault(TemporaryFolder folder, ShippedModel model) =>
        ArtifactCheck.Fault([model], folder.File("notes.txt")) is { } fault ? (fault.What.Code, fault.File) : null;

    private static ShippedModel Model(TemporaryFolder folder)
    {
        File.WriteAllText(folder.File("m.onnx"), "model");
        File.WriteAllText(folder.File("m.data"), "data");
        return ModelList.Parse(ModelLists.Two)[0] with
        {
            File = folder.File("m.onnx"),
            Data = [folder.File("m.data")],
            Bytes = 9,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData("model"u8)),
            DataSha256 = [Convert.ToHexStringLower(SHA256.HashData("data"u8))],
        };
    }
}
