using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Data.Preparation;

[TestClass]
public sealed class ImagePreparationTests
{
    [TestMethod]
    public void AJpegBecomesNumbers()
    {
        using var folder = new TemporaryFolder();
        using var preparation = Open(folder, JpegBytes.Of());

        var pixels = preparation.Prepare(0).Value!.Inputs["x"];

        CollectionAssert.AreEqual(new long[] { 3, 2, 2 }, pixels.Shape.ToArray());
        CollectionAssert.AreEqual(Enumerable.Repeat(128 / 255f, 12).ToArray(), pixels.ToFloats());
    }

    [TestMethod]
    [DataRow("00FF00FF", "it is neither a PNG nor a JPEG")]
    [DataRow("424D", "it is neither a PNG nor a JPEG")]
    [DataRow("FFD8FFE0000A00", "it ends too early")]
    [DataRow("89504E470D0A1A0A0000000D49484452000100000001000008", "it has 65536×65536 pixels, more than 89,478,485")]
    [DataRow("89504E470D0A1A0A00", "Error during png creation")]
    public void AFileThatIsNoImageIsRefusedAndNothingEnds(string bytes, string reason)
    {
        using var folder = new TemporaryFolder();
        using var preparation = Open(folder, Convert.FromHexString(bytes));

        var problem = preparation.Prepare(0).Diagnostics.Single();

        Assert.AreEqual("PB3032", problem.Code);
        Assert.Contains("the image cannot be decoded (", problem.Message);
        Assert.Contains(reason, problem.Message);
        Assert.AreEqual(folder.File("a.jpg"), problem.Location?.File);
    }

    private static IRecordPreparation Open(TemporaryFolder folder, byte[] image)
    {
        File.WriteAllBytes(folder.File("a.jpg"), image);
        var manifest = ManifestReader.Parse(
            """
            version: 1
            models:
              m:
                source: m.onnx
                data:
                  calibration: images
                  prepare: [ { image: { size: 2x2, layout: nchw } } ]
                prune: { method: magnitude, remove: { flops: 30% } }
                output: { path: o.onnx }
            """, folder.File("prune.yaml")).Value!;
        var step = manifest.Models[0].Data!.Prepare.OfType<ImageStep>().Single();
        var table = new RecordTable(folder.Path, 1, [new FileColumn("image", [folder.File("a.jpg")])]);
        return ImagePreparation.Open(step, table, [new ModelInput("x", ElementType.Float, [null, 3, 2, 2])]).Value!;
    }
}
