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
        File.WriteAllBytes(folder.File("a.npy"), NpzFile.ArrayFile(type, "2, 3, 4, 4", new byte[2 * 3 * 4 * 4 * bytes]));
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
