using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Tests.Output;

[TestClass]
public sealed class DiagnosticPlacesTests
{
    private static readonly string Root = OperatingSystem.IsWindows() ? @"C:\app" : "/app";

    [TestMethod]
    public void FilesBelowTheFolderAreRelativeToIt() => Assert.AreEqual("prune.yaml", Seen(Path.Combine(Root, "prune.yaml")));

    [TestMethod]
    public void FilesElsewhereStayAbsolute()
    {
        var elsewhere = Path.Combine(Path.GetPathRoot(Root)!, "other", "prune.yaml");
        Assert.AreEqual(elsewhere, Seen(elsewhere));
    }

    private static string Seen(string file) =>
        DiagnosticPlaces.SeenFrom(Root, DiagnosticCatalog.Usage.At(new SourceSpan(file, 1, 2), "x")).Location!.File;
}
