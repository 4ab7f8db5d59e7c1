using System.Xml.Linq;

namespace PruneBuild.Eng.Feed;

/// <summary>The table of content types that the packaging convention of nupkg files asks for.</summary>
internal static class ContentTypes
{
    private static readonly XNamespace schema = "http://schemas.openxmlformats.org/package/2006/content-types";

    /// <summary>The table for all files of a package: every one of them is opaque bytes.</summary>
    public static string Of(FeedPackage package)
    {
        var paths = package.Files.Select(file => file.PackagePath).Append("package.nuspec").ToList();
        var extensions = paths.Select(path => Path.GetExtension(path).TrimStart('.')).Where(extension => extension.Length > 0);
        var bare = paths.Where(path => Path.GetExtension(path).Length == 0);
        var table = new XElement(
            schema + "Types",
            extensions.Distinct().Order(StringComparer.Ordinal).Select(extension => Entry("Default", "Extension", extension)),
            bare.Order(StringComparer.Ordinal).Select(path => Entry("Override", "PartName", "/" + path)));
        return ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + table + "\n").ReplaceLineEndings("\n");
    }

    private static XElement Entry(string kind, string key, string value) =>
        new(schema + kind, new XAttribute(key, value), new XAttribute("ContentType", "application/octet"));
}
