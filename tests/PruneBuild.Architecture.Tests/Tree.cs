using System.Xml.Linq;

namespace PruneBuild.Architecture.Tests;

/// <summary>The checkout that this assembly was built in, as files.</summary>
internal static class Tree
{
    /// <summary>The folder with PruneBuild.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The project files under one of the top folders, by project name.</summary>
    public static IReadOnlyDictionary<string, string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Where(file => !IsOutput(file))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => file);

    /// <summary>The C# files of a folder, with forward slashes, relative to it, in a fixed order.
    /// Empty for a folder that is not there.</summary>
    public static IReadOnlyList<string> Sources(string folder) =>
        !Directory.Exists(Path.Combine(Root, folder))
            ? []
            :
            [
                .. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
                    .Where(file => !IsOutput(file))
                    .Select(file => Path.GetRelativePath(Path.Combine(Root, folder), file).Replace('\\', '/'))
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>The names of the projects that a project file refers to.</summary>
    public static IReadOnlyList<string> ProjectReferences(string project) =>
        Includes(project, "ProjectReference", Path.GetFileNameWithoutExtension);

    /// <summary>The ids of the packages that a project file refers to.</summary>
    public static IReadOnlyList<string> PackageReferences(string project) => Includes(project, "PackageReference", id => id);

    /// <summary>The text of a file of the checkout.</summary>
    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static List<string> Includes(string project, string item, Func<string, string> name) =>
    [
        .. XDocument.Load(project).Descendants(item)
            .Select(reference => (string?)reference.Attribute("Include")).OfType<string>()
            .Select(include => name(include.Replace('\\', '/'))),
    ];

    // What "dotnet new" writes is the user's, and keeps to the user's rules.
    private static bool IsOutput(string file) =>
        Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)
            .Any(part => part is "bin" or "obj" or "artifacts" or "TestAssets" or "templates");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "PruneBuild.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run outside a checkout: no PruneBuild.sln above them.");
    }
}
