using PruneBuild.Engine.Drafting;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class OutputPathsTests
{
    [TestMethod]
    [DataRow("a/net.onnx ../net.onnx", "a/net.onnx models/net.onnx")]
    [DataRow("../a/net.onnx ../b/Net.onnx ../c/net.onnx", "models/net.onnx models/Net-2.onnx models/net-3.onnx")]
    [DataRow("../net.onnx models/net.onnx", "models/net-2.onnx models/net.onnx")]
    public void NoTwoModelsGoToOnePathAndThoseInsideKeepTheirs(string sources, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', OutputPaths.Of(sources.Split(' '))));
}
