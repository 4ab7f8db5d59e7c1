using PruneBuild.Engine.Manifest;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Manifest;

[TestClass]
public sealed class ManifestSchemaTests
{
    [TestMethod]
    public void TheReferenceInDocsIsTheGeneratedOne()
    {
        var path = Path.Combine(SharedFolder.Repository(), "docs", "manifest.md");
        var accepts = Environment.GetEnvironmentVariable("PRUNEBUILD_ACCEPT") == "1"
            && Environment.GetEnvironmentVariable("CI") is null or "";
        if (accepts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, ManifestSchema.ToMarkdown());
        }

        Assert.AreEqual(ManifestSchema.ToMarkdown(), File.ReadAllText(path).ReplaceLineEndings("\n"), "PRUNEBUILD_ACCEPT=1 accepts.");
    }

    [TestMethod]
    public void TheJsonSchemaIsAccepted() => GoldenFile.Matches(ManifestSchema.ToJson(), "schema");
}
