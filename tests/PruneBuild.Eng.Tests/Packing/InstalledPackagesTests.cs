using System.Security.Cryptography;
using PruneBuild.Eng.Packing;

namespace PruneBuild.Eng.Tests.Packing;

[TestClass]
public sealed class InstalledPackagesTests
{
    [TestMethod]
    public void ACopyOfTheSameBytesStays()
    {
        using var folder = new TemporaryFolder();
        var package = Package(folder, "new bytes");
        var copy = Install(folder, "new bytes", "some/feed");

        Assert.IsTrue(InstalledPackages.DropStale(folder["packages"], package));

        Assert.IsTrue(Directory.Exists(copy));
    }

    [TestMethod]
    [DataRow("some/feed")]
    [DataRow(null)] // as "dotnet tool restore" expands it
    public void ACopyOfOtherBytesFromAFolderGoes(string? source)
    {
        using var folder = new TemporaryFolder();
        var package = Package(folder, "new bytes");
        var copy = Install(folder, "old bytes", source);

        Assert.IsTrue(InstalledPackages.DropStale(folder["packages"], package));

        Assert.IsFalse(Directory.Exists(copy));
    }

    [TestMethod]
    public void ACopyOfOtherBytesFromAServerStaysAndIsReported()
    {
        using var folder = new TemporaryFolder();
        var package = Package(folder, "new bytes");
        var copy = Install(folder, "official bytes", "https://server.invalid/index.json");

        Assert.IsFalse(InstalledPackages.DropStale(folder["packages"], package));

        Assert.IsTrue(Directory.Exists(copy));
    }

    [TestMethod]
    public void ACopyFromAServerGoesWhereTheLockFilesAskForOtherBytes()
    {
        using var folder = new TemporaryFolder();
        var copy = Install(folder, "official bytes", "https://server.invalid/index.json");

        Assert.IsTrue(InstalledPackages.DropStale(folder["packages"], Package(folder, "new bytes"), evenOfficial: true));

        Assert.IsFalse(Directory.Exists(copy));
    }

    [TestMethod]
    public void AFolderWithoutACopyIsFine()
    {
        using var folder = new TemporaryFolder();

        Assert.IsTrue(InstalledPackages.DropStale(folder["packages"], Package(folder, "new bytes")));
    }

    private static PackageFile Package(TemporaryFolder folder, string bytes)
    {
        File.WriteAllText(folder["Some.Id.1.0.0.nupkg"], bytes);
        return new PackageFile(folder["Some.Id.1.0.0.nupkg"], "Some.Id", "1.0.0");
    }

    private static string Install(TemporaryFolder folder, string bytes, string? source)
    {
        var copy = Directory.CreateDirectory(Path.Combine(folder["packages"], "some.id", "1.0.0")).FullName;
        var hash = Convert.ToBase64String(SHA512.HashData(System.Text.Encoding.UTF8.GetBytes(bytes)));
        var from = source is null ? "" : $", \"source\": \"{source}\"";
        File.WriteAllText(Path.Combine(copy, ".nupkg.metadata"), $$"""{ "version": 2, "contentHash": "{{hash}}"{{from}} }""");
        return copy;
    }
}
