using System.Text.RegularExpressions;
using PruneBuild.Eng.Feed;

namespace PruneBuild.Eng.Tests.Feed;

[TestClass]
public sealed class OnnxRuntimePackagesTests
{
    private static readonly FeedPackage[] all = [.. OnnxRuntimePackages.Standard, .. OnnxRuntimePackages.Gpu];

    [TestMethod]
    public void EveryPackageCarriesItsLicenseAndNotices()
    {
        foreach (var package in all)
            CollectionAssert.IsSubsetOf(
                new[] { "LICENSE", "ThirdPartyNotices.txt" }, package.Files.Select(file => file.PackagePath).ToArray(), package.Id);
    }

    [TestMethod]
    public void NoPackageHasTwoFilesAtOnePath()
    {
        foreach (var package in all)
            Assert.HasCount(package.Files.Count, package.Files.Select(file => file.PackagePath).Distinct().ToList(), package.Id);
    }

    [TestMethod]
    public void PackagesDependOnTheVersionsThatTheFeedHas()
    {
        var needed =
            from package in all
            from @group in package.Dependencies
            from dependency in @group.Packages
            where dependency.Id.StartsWith("Microsoft.ML.", StringComparison.Ordinal)
            where !all.Any(other => (other.Id, other.Version) == dependency)
            select $"{package.Id} needs {dependency}";

        Assert.AreEqual("", string.Join("; ", needed));
    }

    [TestMethod]
    public void TheCheckoutAsksForTheVersionsThatTheFeedHas()
    {
        var central = File.ReadAllText(Path.Combine(Repository.Find().Root, "Directory.Packages.props"));
        var runtime = Regex.Match(central, "<OnnxRuntimeVersion>(.+)</OnnxRuntimeVersion>").Groups[1].Value;

        foreach (var package in OnnxRuntimePackages.Standard)
        {
            var asked = Regex.Match(central, $"Include=\"{Regex.Escape(package.Id)}\" Version=\"(.+)\"").Groups[1].Value;
            Assert.AreEqual(package.Version, asked.Replace("$(OnnxRuntimeVersion)", runtime, StringComparison.Ordinal), package.Id);
        }
    }

    [TestMethod]
    public void AnotherFileMakesAnotherKey()
    {
        var package = OnnxRuntimePackages.Standard[1];
        var changed = package with { Files = [.. package.Files.Skip(1)] };

        Assert.AreNotEqual(FeedBuild.Key([package]), FeedBuild.Key([changed]));
    }
}
