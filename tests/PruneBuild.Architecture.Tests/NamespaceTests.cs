using System.Text.RegularExpressions;

namespace PruneBuild.Architecture.Tests;

[TestClass]
public sealed partial class NamespaceTests
{
    private static readonly string[] elsewhere =
    [
        // Used everywhere and about nothing in particular: it lives in the root namespace, so that records need no import for it.
        "PruneBuild.Diagnostics/ValueList.cs",
        // The compiler looks for this type under its own name.
        "PruneBuild.MSBuild/IsExternalInit.cs",
    ];

    // What these folders of Methods hold is there for every method to use.
    private static readonly string[] shared = ["Reconstruction", "Steps"];

    [TestMethod]
    public void ANamespaceIsTheFolderUnderTheProject()
    {
        var strays =
            from file in Tree.Sources("src")
            where !elsewhere.Contains(file)
            let declared = DeclaredNamespace().Match(Tree.Text("src", file)).Groups[1].Value
            where declared.Length > 0 && declared != Path.GetDirectoryName(file)!.Replace('\\', '/').Replace('/', '.')
            select $"{file} declares {declared}";

        Assert.AreEqual("", string.Join("; ", strays));
    }

    [TestMethod]
    public void AMethodDoesNotSeeAnotherMethod()
    {
        var files = Tree.Sources("src/PruneBuild.Pruning/Methods").Where(file => file.Contains('/', StringComparison.Ordinal)).ToList();
        var methods = Methods();
        Assert.IsGreaterThan(1, methods.Count, "The methods have moved: this test looks at nothing.");

        var glances =
            from file in files
            where methods.Contains(FolderOf(file))
            from other in methods
            where other != FolderOf(file)
            where Regex.IsMatch(Tree.Text("src", "PruneBuild.Pruning", "Methods", file), $@"Methods\.{other}\b")
            select $"{file} sees {other}";

        Assert.AreEqual("", string.Join("; ", glances));
    }

    [TestMethod]
    public void EveryMethodExplainsItsPaper()
    {
        var bare = Methods()
            .Where(folder => !File.Exists(Path.Combine(Tree.Root, "src", "PruneBuild.Pruning", "Methods", folder, "README.md")));

        Assert.AreEqual("", string.Join(", ", bare), "Method folders without a README.md");
    }

    private static List<string> Methods() =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(Tree.Root, "src", "PruneBuild.Pruning", "Methods"))
            .Select(folder => Path.GetFileName(folder)).Except(shared).Order(StringComparer.Ordinal),
    ];

    private static string FolderOf(string file) => file[..file.IndexOf('/', StringComparison.Ordinal)];

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredNamespace();
}
