using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Tests.Pipeline.Records;

[TestClass]
public sealed class ArtifactFolderTests
{
    private static readonly string Key = new('a', 64);

    [TestMethod]
    public void ItVouchesForAWholeArtifactOfTheSameKeyOnly()
    {
        using var folder = new TemporaryFolder();
        var artifacts = new ArtifactFolder(folder.Path);
        var record = SampleRecord.Of(Key, new ArtifactFile("small.onnx", ContentHash.OfFile(folder.Write("small/small.onnx", "model")), 5));
        File.WriteAllText(artifacts.FileOf("small"), PruneRecordJson.Text(record));
        Assert.AreEqual(record.Files, artifacts.Find("small", Key)!.Files);
        Assert.IsNull(artifacts.Find("small", new string('e', 64)));
        folder.Write("small/small.onnx", "tampered");
        Assert.IsNull(artifacts.Find("small", Key));
        Assert.IsNotNull(artifacts.Last("small"));
    }
}
