using PruneBuild.Eng.Feed;
using PruneBuild.Eng.Packing;

namespace PruneBuild.Eng.Tests.Packing;

[TestClass]
public sealed class PackageContentsTests
{
    [TestMethod]
    public void AnotherEnvelopeIsTheSameContent() => Assert.IsTrue(Equal(
        [("lib/a.dll", "1"), ("package/services/metadata/core-properties/3f.psmdcp", "x"), ("_rels/.rels", "3f")],
        [("lib/a.dll", "1"), ("package/services/metadata/core-properties/9c.psmdcp", "x"), ("_rels/.rels", "9c")]));

    [TestMethod]
    public void AChangedFileIsAnotherContent() => Assert.IsFalse(Equal([("lib/a.dll", "1")], [("lib/a.dll", "2")]));

    [TestMethod]
    public void AMissingFileIsAnotherContent() => Assert.IsFalse(Equal([("lib/a.dll", "1"), ("lib/b.dll", "1")], [("lib/a.dll", "1")]));

    private static bool Equal((string Name, string Text)[] left, (string Name, string Text)[] right)
    {
        using var folder = new TemporaryFolder();
        return PackageContents.Equal(Write(folder["left"], left), Write(folder["right"], right));
    }

    private static string Write(string path, (string Name, string Text)[] entries)
    {
        using var stream = File.Create(path);
        using var zip = new StoredZip(stream);
        foreach (var (name, text) in entries)
            zip.Add(name, System.Text.Encoding.UTF8.GetBytes(text));
        zip.Finish();
        return path;
    }
}
