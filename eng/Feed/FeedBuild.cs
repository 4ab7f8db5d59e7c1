using System.Security.Cryptography;
using System.Text;

namespace PruneBuild.Eng.Feed;

/// <summary>Makes packages of the feed and keeps them in the user's cache, addressed by all that decides their bytes.</summary>
internal static class FeedBuild
{
    /// <summary>The folder in the cache that holds all of <paramref name="packages" />, made when it is not there yet.</summary>
    public static string Ensure(IReadOnlyList<FeedPackage> packages, UserCache cache)
    {
        var finished = Path.Combine(cache.Root, "feed", Key(packages));
        if (Directory.Exists(finished))
            return finished;

        var work = cache.NewWorkFolder();
        try
        {
            var made = Directory.CreateDirectory(Path.Combine(work, "packages")).FullName;
            var sources = ExtractSources(packages, cache, work);
            var compiled = NeedsCompiler(packages) ? ManagedRuntime.Build(sources[OnnxRuntimePackages.RuntimeSource]) : null;
            foreach (var package in packages)
                Write(package, Path.Combine(made, package.FileName), origin => Content(origin, sources, compiled));
            Publish(made, finished);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return finished;
    }

    /// <summary>A hash of everything that decides the bytes of the packages.</summary>
    public static string Key(IReadOnlyList<FeedPackage> packages)
    {
        var text = new StringBuilder(NeedsCompiler(packages) ? ManagedRuntime.Project : "");
        foreach (var package in packages)
        {
            text.AppendLine(Nuspec.Write(package));
            foreach (var file in package.Files)
                text.AppendLine(file.ToString());
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static bool NeedsCompiler(IReadOnlyList<FeedPackage> packages) =>
        packages.Any(package => package.Files.Any(file => file.Origin is FileOrigin.Compiled));

    private static Dictionary<NpmPackage, string> ExtractSources(IReadOnlyList<FeedPackage> packages, UserCache cache, string work)
    {
        var wanted = packages.SelectMany(package => package.Files).Select(file => file.Origin).OfType<FileOrigin.Npm>()
            .ToLookup(origin => origin.Package, origin => origin.Path);
        var folders = new Dictionary<NpmPackage, string>();
        foreach (var files in wanted)
        {
            var npm = files.Key;
            var names = files.ToHashSet();
            folders[npm] = Directory.CreateDirectory(Path.Combine(work, npm.Name)).FullName;
            Tarballs.Extract(npm.Tarball(cache), folders[npm], name => names.Contains(name) || IsManagedSource(name));
        }

        return folders;
    }

    private static bool IsManagedSource(string name) =>
        name.StartsWith("Runtime/", StringComparison.Ordinal) && name.EndsWith(".cs", StringComparison.Ordinal);

    private static byte[] Content(FileOrigin origin, Dictionary<NpmPackage, string> sources, string? compiled) => origin switch
    {
        FileOrigin.Npm npm => File.ReadAllBytes(Path.Combine(sources[npm.Package], npm.Path)),
        FileOrigin.Text text => Encoding.UTF8.GetBytes(text.Content),
        FileOrigin.Compiled { FileName: var name } file when name.EndsWith(".xml", StringComparison.Ordinal) =>
            Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(compiled!, file.TargetFramework, name)).ReplaceLineEndings("\n")),
        FileOrigin.Compiled file => File.ReadAllBytes(Path.Combine(compiled!, file.TargetFramework, file.FileName)),
        _ => throw new InvalidOperationException($"unknown origin {origin}"),
    };

    private static void Write(FeedPackage package, string path, Func<FileOrigin, byte[]> content)
    {
        Console.WriteLine($"feed: packing {package.Id} {package.Version}");
        using var stream = File.Create(path);
        using var zip = new StoredZip(stream);
        zip.Add($"{package.Id}.nuspec", Encoding.UTF8.GetBytes(Nuspec.Write(package)));
        zip.Add("[Content_Types].xml", Encoding.UTF8.GetBytes(ContentTypes.Of(package)));
        foreach (var file in package.Files)
            zip.Add(file.PackagePath, content(file.Origin));
        zip.Finish();
    }

    // Moved as a whole, so that an interrupted build leaves nothing that looks finished.
    private static void Publish(string made, string finished)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(finished)!);
        try
        {
            Directory.Move(made, finished);
        }
        catch (IOException) when (Directory.Exists(finished))
        {
            // Another build of the same packages was faster; its result is the same, byte for byte.
        }
    }
}
