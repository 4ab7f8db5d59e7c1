using PruneBuild.Onnx.Files;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Files;

[TestClass]
public sealed class FileLengthTests
{
    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void ALinkIsAsLongAsTheFileBehindIt()
    {
        using var folder = new TemporaryFolder();
        var (file, link, other) = (folder.File("file"), folder.File("link"), folder.File("other"));
        File.WriteAllBytes(file, new byte[3000]);
        File.CreateSymbolicLink(link, "file");
        File.CreateSymbolicLink(other, link);
        Assert.AreEqual(3000, FileLength.Of(file));
        Assert.AreEqual(3000, FileLength.Of(link));
        Assert.AreEqual(3000, FileLength.Of(other));
    }
}
