using PruneBuild.Diagnostics;

namespace PruneBuild.MSBuild.Tests;

[TestClass]
public sealed class BuildDiagnosticTests
{
    [TestMethod]
    public void CodesAndWordsAreTheCataloguesOwn()
    {
        Assert.AreEqual(Of(DiagnosticCatalog.ToolMissing), BuildDiagnostic.ToolMissing);
        Assert.AreEqual(Of(DiagnosticCatalog.ToolDied), BuildDiagnostic.ToolDied);
        Assert.AreEqual(Of(DiagnosticCatalog.ToolTimedOut), BuildDiagnostic.ToolTimedOut);
        Assert.AreEqual(Of(DiagnosticCatalog.BuildListUnreadable), BuildDiagnostic.ListUnreadable);
        Assert.AreEqual(Of(DiagnosticCatalog.EnvironmentFailed), BuildDiagnostic.FileFailed);
        Assert.AreEqual(Of(DiagnosticCatalog.BuiltModelGone), BuildDiagnostic.ArtifactGone);
        Assert.AreEqual(Of(DiagnosticCatalog.BuiltModelReplaced), BuildDiagnostic.ArtifactReplaced);
        Assert.AreEqual(Of(DiagnosticCatalog.PlaceShared), BuildDiagnostic.PlaceShared);
    }

    [TestMethod]
    public void AMessageIsTheCataloguesOwn()
    {
        const string reason = "The input is no number.";
        Assert.AreEqual(
            DiagnosticCatalog.BuildListUnreadable.At(null, "models.json", reason).Message,
            BuildDiagnostic.ListUnreadable.Message("models.json", reason));
        Assert.AreEqual(DiagnosticCatalog.ToolDied.At(null, 134, reason).Message, BuildDiagnostic.ToolDied.Message(134, reason));
    }

    private static BuildDiagnostic Of(DiagnosticDescriptor descriptor) => new(descriptor.Code, descriptor.Format);
}
