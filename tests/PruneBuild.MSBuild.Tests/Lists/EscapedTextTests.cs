using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.Tests.Lists;

[TestClass]
public sealed class EscapedTextTests
{
    [TestMethod]
    public void SyntaxOfMSBuildIsEscapedAndNothingElse() =>
        Assert.AreEqual("/my %28app%29/%24a%3bb%2ac%3fd%40e%27%25é.onnx", EscapedText.Of("/my (app)/$a;b*c?d@e'%é.onnx"));
}
