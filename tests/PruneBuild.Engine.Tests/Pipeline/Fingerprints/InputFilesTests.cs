using Google.Protobuf;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Tests.Pipeline.Fingerprints;

[TestClass]
public sealed class InputFilesTests
{
    [TestMethod]
    public void MissingFilesAreWatchedToo()
    {
        using var folder = new TemporaryFolder();
        var files = Of(folder, "validation: { file: none.csv }");
        CollectionAssert.AreEqual(new[] { folder.File("none.onnx"), folder.File("none.csv") }, files.Watched().ToArray());
    }

    [TestMethod]
    public void AFolderIsWatchedWithItsFoldersAndFiles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("images/cat/1.png", "");
        folder.Write("images/dog/2.png", "");
        folder.Write("images/dog/Thumbs.db", "");
        folder.Write("images/.cache/3.png", "");
        var watched = Of(folder, "validation: { file: images }").Watched().ToArray();
        CollectionAssert.AreEquivalent(
            new[]
            {
                folder.File("none.onnx"), folder.File("images") + "/", folder.File("images/cat") + "/", folder.File("images/dog") + "/",
                folder.File("images/cat/1.png"), folder.File("images/dog/2.png"),
            },
            watched);
    }

    [TestMethod]
    public void PicturesThatATableNamesAreInputs()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data/table.csv", "image,label\na.png,0\nsub/b.png,1\n");
        var files = Of(folder, "validation: { file: data/table.csv }, label: label, prepare: [ { image: { size: 8x8 } } ]");
        CollectionAssert.AreEqual(new[] { folder.File("data/a.png"), folder.File("data/sub/b.png") }, files.Pictures.ToArray());
    }

    [TestMethod]
    public void LabelsThatImagesHaveBesideThemAreInputs()
    {
        using var folder = new TemporaryFolder();
        var files = Of(folder, "validation: t10k-images-idx3-ubyte.gz");
        CollectionAssert.AreEqual(
            new[] { folder.File("t10k-images-idx3-ubyte.gz"), folder.File("t10k-labels-idx1-ubyte.gz") }, files.Data.ToArray());
    }

    [TestMethod]
    public void LabelsOfAnotherFileAreInputs()
    {
        using var folder = new TemporaryFolder();
        var files = Of(folder, "validation: { file: a.u16, labels: a.tsv }");
        CollectionAssert.AreEqual(new[] { folder.File("a.u16"), folder.File("a.tsv") }, files.Data.ToArray());
    }

    [TestMethod]
    public void ExternalDataOfAGraphIsAnInput()
    {
        using var folder = new TemporaryFolder();
        var weight = new TensorProto
        {
            Name = "w", DataType = (int)ElementType.Float, Dims = { 1 }, DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "prepare.data" } },
        };
        File.WriteAllBytes(
            folder.File("prepare.onnx"), new ModelProto { Graph = new GraphProto { Initializer = { weight } } }.ToByteArray());
        var files = Of(folder, "validation: a.csv, prepare: [ { graph: prepare.onnx } ]");
        CollectionAssert.AreEqual(
            new[] { folder.File("a.csv"), folder.File("prepare.onnx"), folder.File("prepare.data") }, files.Data.ToArray());
    }

    private static InputFiles Of(TemporaryFolder folder, string data)
    {
        var manifest = ManifestReader.Parse($$"""
            version: 1
            models:
              a:
                source: none.onnx
                data: { {{data}} }
                prune: { method: magnitude, remove: { flops: 50% } }
            """, folder.File("prune.yaml"));
        Assert.IsTrue(manifest.IsOk, string.Join('\n', manifest.Diagnostics));
        return InputFiles.Of(manifest.Value, manifest.Value.Models[0]);
    }
}
