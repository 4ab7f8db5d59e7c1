using PruneBuild.MSBuild.Generation;

namespace PruneBuild.MSBuild.Tests.Generation;

[TestClass]
public sealed class NamespaceTextTests
{
    [TestMethod]
    [DataRow("My.App", "My.App")]
    [DataRow("my-app", "my_app")]
    [DataRow("2d.app", "_2d.app")]
    [DataRow("App.event.Class", "App.@event.Class")]
    [DataRow("@event", "@event")]
    [DataRow("a..b (x)", "a._.b__x_")]
    [DataRow("été_2", "été_2")]
    public void ANameOfAProjectIsANamespace(string name, string expected)
    {
        Assert.AreEqual(expected, NamespaceText.Of(name));
        Assert.IsEmpty(Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText($"namespace {expected} {{ }}").GetDiagnostics());
    }
}
