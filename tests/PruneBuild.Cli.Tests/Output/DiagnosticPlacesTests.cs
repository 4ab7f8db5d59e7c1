using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Testing;

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

    [TestMethod]
    [DataRow("github", "file=src/app/prune.yaml")]
    [DataRow("sarif", "\"src/app/prune.yaml\"")]
    [DataRow("text", "prune.yaml(1,1)")]
    public void WhatGitHubReadsIsNamedFromTheRepository(string format, string expected)
    {
        using var repository = new TemporaryFolder();
        Directory.CreateDirectory(repository.File("src", "app"));
        File.WriteAllText(repository.File("src", "app", "prune.yaml"), "nonsense: 1\n");
        using var written = new StringWriter();
        var terminal = new Terminal(written, written, repository.File("src", "app"), Interactive: false, Colour: false)
        {
            Repository = repository.Path,
        };

        _ = Tool.Run(["plan", "--format", format], terminal, CancellationToken.None).GetAwaiter().GetResult();

        StringAssert.Contains(written.ToString(), expected);
    }

    private static string Seen(string file) =>
        DiagnosticPlaces.SeenFrom(Root, DiagnosticCatalog.Usage.At(new SourceSpan(file, 1, 2), "x")).Location!.File;
}
