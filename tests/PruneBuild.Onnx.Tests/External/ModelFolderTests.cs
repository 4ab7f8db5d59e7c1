using PruneBuild.Onnx.External;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.External;

[TestClass]
public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder outside = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        outside.Dispose();
    }

    [TestMethod]
    [DataRow("/etc/passwd")]
    [DataRow("../w.bin")]
    [DataRow("sub/../../w.bin")]
    [DataRow("..\\w.bin")]
    [DataRow("\\\\server\\share")]
    [DataRow("C:\\w.bin")]
    [DataRow("C:/w.bin")]
    [DataRow("//etc/passwd")]
    [DataRow("w\0.bin")]
    [DataRow(".")]
    public void LocationsThatLeaveTheFolderAreRefused(string location)
    {
        Assert.IsNull(new ModelFolder(folder.File("model.onnx")).Resolve(location));
        var read = OnnxReader.Read(ExternalTensors.Save(folder, ExternalTensors.Floats(location, 2)));
        Assert.AreEqual("PB2004", read.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("w.bin")]
    [DataRow("sub/w.bin")]
    [DataRow("./w.bin")]
    [DataRow("..w.bin")]
    [DataRow("a..b/w.bin")]
    public void LocationsBelowTheFolderStayThere(string location) =>
        StringAssert.StartsWith(new ModelFolder(folder.File("model.onnx")).Resolve(location), folder.Path);

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void LinksThatLeadOutsideAreRefused()
    {
        File.WriteAllBytes(outside.File("w.bin"), new byte[8]);
        File.CreateSymbolicLink(folder.File("file.bin"), outside.File("w.bin"));
        Directory.CreateSymbolicLink(folder.File("sub"), outside.Path);
        File.CreateSymbolicLink(folder.File("relative.bin"), Path.GetRelativePath(folder.Path, outside.File("w.bin")));
        File.CreateSymbolicLink(folder.File("twice.bin"), folder.File("file.bin"));
        foreach (var location in new[] { "file.bin", "sub/w.bin", "relative.bin", "twice.bin" })
        {
            var read = OnnxReader.Read(ExternalTensors.Save(folder, ExternalTensors.Floats(location, 2)));
            Assert.AreEqual("PB2004", read.Diagnostics.Single().Code, location);
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void LinksInsideTheFolderAndToTheFolderAreFollowed()
    {
        File.WriteAllBytes(folder.File("w.bin"), new byte[8]);
        File.CreateSymbolicLink(folder.File("link.bin"), "w.bin");
        ExternalTensors.Save(folder, ExternalTensors.Floats("link.bin", 2));
        Directory.CreateSymbolicLink(outside.File("models"), folder.Path);
        using var model = OnnxReader.Read(outside.File("models", "model.onnx")).Value!;
        Assert.AreEqual(8, model.Read(model.Graph.Initializer[0]).Bytes.Length);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void LinksInACircleAreRefused()
    {
        File.CreateSymbolicLink(folder.File("a.bin"), "b.bin");
        File.CreateSymbolicLink(folder.File("b.bin"), "a.bin");
        Assert.IsNull(new ModelFolder(folder.File("model.onnx")).Resolve("a.bin"));
    }
}
