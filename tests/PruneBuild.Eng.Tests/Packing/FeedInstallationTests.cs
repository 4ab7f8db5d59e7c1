using PruneBuild.Eng.Packing;

namespace PruneBuild.Eng.Tests.Packing;

[TestClass]
public sealed class FeedInstallationTests
{
    [TestMethod]
    public void APackageIsLockedWhenALockFileAsksForItsBytes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["Some.Id.1.0.0.nupkg"], "bytes");
        var package = new PackageFile(folder["Some.Id.1.0.0.nupkg"], "Some.Id", "1.0.0");
        var repository = new Repository(folder["checkout"]);
        var project = Directory.CreateDirectory(Path.Combine(repository.Root, "src", "Some")).FullName;
        var lockFile = Path.Combine(project, "packages.lock.json");

        File.WriteAllText(lockFile, """{ "Some.Id": { "contentHash": "b2ZmaWNpYWw=" } }""");
        Assert.IsFalse(FeedInstallation.IsLocked(repository, package), "the lock file asks for the official bytes");

        File.WriteAllText(lockFile, $$"""{ "Some.Id": { "contentHash": "{{package.ContentHash()}}" } }""");
        Assert.IsTrue(FeedInstallation.IsLocked(repository, package));
    }
}
