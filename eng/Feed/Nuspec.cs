using System.Xml.Linq;

namespace PruneBuild.Eng.Feed;

/// <summary>The manifest inside a NuGet package.</summary>
internal static class Nuspec
{
    private static readonly XNamespace schema = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    /// <summary>The nuspec of a package, with line feeds on every system so that the package's bytes are the same.</summary>
    public static string Write(FeedPackage package)
    {
        var metadata = new XElement(
            schema + "metadata",
            new XElement(schema + "id", package.Id),
            new XElement(schema + "version", package.Version),
            new XElement(schema + "authors", "Microsoft"),
            new XElement(schema + "license", new XAttribute("type", "expression"), "MIT"),
            new XElement(schema + "projectUrl", "https://onnxruntime.ai/"),
            new XElement(schema + "description", package.Description),
            new XElement(schema + "copyright", "© Microsoft Corporation. All rights reserved."),
            Dependencies(package));
        var document = new XElement(schema + "package", metadata);
        return ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + document + "\n").ReplaceLineEndings("\n");
    }

    private static XElement? Dependencies(FeedPackage package) =>
        package.Dependencies.Count == 0
            ? null
            : new XElement(schema + "dependencies", package.Dependencies.Select(group => new XElement(
                schema + "group", new XAttribute("targetFramework", group.TargetFramework),
                group.Packages.Select(needed => new XElement(
                    schema + "dependency", new XAttribute("id", needed.Id), new XAttribute("version", needed.Version))))));
}
