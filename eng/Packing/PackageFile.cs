using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace PruneBuild.Eng.Packing;

/// <summary>A NuGet package on disk.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Id">Its id, as its nuspec spells it.</param>
/// <param name="Version">Its version.</param>
internal sealed record PackageFile(string Path, string Id, string Version)
{
    /// <summary>Reads id and version out of a package.</summary>
    public static PackageFile Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        using var nuspec = zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Descendants().First(element => element.Name.LocalName == "metadata");
        return new PackageFile(path, Value(metadata, "id"), Value(metadata, "version"));
    }

    /// <summary>The hash of its bytes, as NuGet writes it into lock files and beside expanded packages.</summary>
    public string ContentHash()
    {
        using var stream = File.OpenRead(Path);
        return Convert.ToBase64String(SHA512.HashData(stream));
    }

    private static string Value(XElement metadata, string name) =>
        metadata.Elements().First(element => element.Name.LocalName == name).Value;
}
