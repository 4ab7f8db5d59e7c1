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

    // One idea in two folders each.
    private static readonly string[] intertwined =
    [
        // A gate is an entry of the manifest, and is judged by what else the manifest says of its model.
        "PruneBuild.Engine.Gates and PruneBuild.Engine.Manifest",
        // An algebra makes factorisations, and a factorisation solves with the algebra that it is given.
        "PruneBuild.Numerics.Algebra and PruneBuild.Numerics.Factorisations",
        // A method says how its budget is divided, and a budget is divided among what methods choose.
        "PruneBuild.Pruning.Methods and PruneBuild.Pruning.Planning",
    ];

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
    public void NoTwoNamespacesSeeEachOther()
    {
        var arrows = Tree.Sources("src").Select(file => Tree.Text("src", file))
            .SelectMany(text => Usings().Matches(text)
                .Select(use => (From: DeclaredNamespace().Match(text).Groups[1].Value, To: use.Groups[1].Value)))
            .ToHashSet();
        Assert.Contains(("PruneBuild.Engine.Pipeline.Running", "PruneBuild.Engine.Pipeline.Making"), arrows);

        var circles = arrows.Where(arrow => string.CompareOrdinal(arrow.From, arrow.To) < 0 && arrows.Contains((arrow.To, arrow.From)))
            .Select(arrow => $"{arrow.From} and {arrow.To}").Order(StringComparer.Ordinal);

        Assert.AreEqual(string.Join('\n', intertwined), string.Join('\n', circles));
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

    [GeneratedRegex(@"^using (?:static )?(PruneBuild[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Usings();
}
