using System.IO.Compression;
using System.Reflection.PortableExecutable;

namespace PruneBuild.Packages.Tests;

/// <summary>How the tool lies in the packages that carry it.</summary>
[TestClass]
public sealed class PackedToolTests
{
    private const string Any = "tools/net10.0/any/";

    [TestMethod]
    [DataRow("PruneBuild.0*.nupkg")]
    [DataRow("PruneBuild.MSBuild.*.nupkg")]
    public void EverySystemOfItsOwnHasAllThatAnyHasAndEveryNativeLibraryLiesInOnePlace(string pattern)
    {
        using var package = Open(pattern);
        var names = package.Entries.Select(entry => entry.FullName).ToArray();
        var systems = Systems(names);
        var managed = names.Where(name => name.StartsWith(Any, StringComparison.Ordinal)
            && name.EndsWith(".dll", StringComparison.Ordinal)
            && !name.Contains("/runtimes/"))
            .Select(name => name[Any.Length..]).ToArray();
        Assert.IsGreaterThan(5, managed.Length);
        foreach (var system in systems)
            Assert.IsEmpty(managed.Append("dotnet-prune.deps.json").Append(
                "dotnet-prune.runtimeconfig.json").Except(Below(names, $"tools/net10.0/{system}/")), system);
        var natives = names.Where(name => name.Contains("/native/"))
            .Select(name => name[name.IndexOf("runtimes/", StringComparison.Ordinal)..]).ToArray();
        Assert.AreEqual(natives.Length, natives.Distinct().Count(), string.Join(", ", natives));
        foreach (var system in systems)
            Assert.IsNotEmpty(Below(names, $"tools/net10.0/{system}/runtimes/{system}/native/"), system);
    }

    [TestMethod]
    [DataRow("PruneBuild.0*.nupkg")]
    [DataRow("PruneBuild.MSBuild.*.nupkg")]
    public void AssembliesOfASystemAreCompiledAheadAndThoseOfAnyAreNot(string pattern)
    {
        using var package = Open(pattern);
        Assert.IsFalse(IsReadyToRun(package, $"{Any}PruneBuild.Engine.dll"));
        foreach (var system in Systems([.. package.Entries.Select(entry => entry.FullName)]))
            Assert.IsTrue(IsReadyToRun(package, $"tools/net10.0/{system}/PruneBuild.Engine.dll"), system);
    }

    private static ZipArchive Open(string pattern) =>
        ZipFile.OpenRead(Directory.GetFiles(Packages.Feed, pattern).Single());

    /// <summary>Systems that have a folder; inconclusive when packing found no compiler.</summary>
    private static string[] Systems(string[] names)
    {
        var systems = Below(names, "tools/net10.0/").Select(name => name.Split('/')[0]).Where(name => name != "any").Distinct().ToArray();
        if (systems.Length == 0)
            Assert.Inconclusive("The packages have no ReadyToRun images: 'eng -- pack' says why.");
        return systems;
    }

    private static string[] Below(string[] names, string folder) =>
        [.. names.Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Select(name => name[folder.Length..])];

    private static bool IsReadyToRun(ZipArchive package, string name)
    {
        using var bytes = new MemoryStream();
        using (var stream = package.GetEntry(name)!.Open())
            stream.CopyTo(bytes);
        bytes.Position = 0;
        using var image = new PEReader(bytes);
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
