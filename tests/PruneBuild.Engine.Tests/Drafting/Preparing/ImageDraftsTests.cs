using System.Text;
using PruneBuild.Engine.Drafting;
using PruneBuild.Engine.Drafting.Preparing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting.Preparing;

[TestClass]
public sealed class ImageDraftsTests
{
    [TestMethod]
    [DataRow("|u1", 1, 7)]
    [DataRow("<f4", 4, 0)]
    public void BytesInThreePlanesArePixelsAndOtherNumbersAreTheModelsInput(string type, int bytes, int ways)
    {
        using var folder = new TemporaryFolder();
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': (2, 3, 4, 4), }}".PadRight(117) + "\n";
        File.WriteAllBytes(
            folder.File("a.npy"),
            [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[2 * 3 * 4 * 4 * bytes]]);
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 4, 4)
            .Weight("w", 1, 2, 3, 4, 4)
            .Node("Conv", ["x", "w"], ["y"])
            .Output("y", ElementType.Float, "batch", 2, 1, 1)
            .Build();
        var source = new Source(
            ModelSketch.Of(model).Value!, TableSketch.Read(folder.File("a.npy"), 0).Value!, folder.File("a.npy"),
            folder.File("a.npy"), [], null, [], path => path);

        Assert.AreEqual(ways, ImageDrafts.Of(source).Count());
        StringAssert.Matches(ArrayDrafts.Of(source).First().Prepare.Single(), new("^array: { columns: \\w+, shape: \\[3, 4, 4\\]"));
    }
}
