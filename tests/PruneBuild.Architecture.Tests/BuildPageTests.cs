using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace PruneBuild.Architecture.Tests;

/// <summary>What pages say of building: MSBuild's properties and snippets of projects.</summary>
[TestClass]
public sealed partial class BuildPageTests
{
    [TestMethod]
    public void TheTableOfPropertiesHasEveryPropertyOfTheTargets()
    {
        var table = TableProperty().Matches(Tree.Text("src", "PruneBuild.MSBuild", "README.md"))
            .SelectMany(row => Name().Matches(row.Value)).Select(name => name.Value);
        Assert.AreEqual(
            string.Join(' ', Properties().Order(StringComparer.Ordinal)), string.Join(' ', table.Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void EveryPropertyThatAPageSetsOnACommandLineIsOne()
    {
        var properties = Properties();
        var unknown = from page in Pages()
                      from match in OnCommandLine().Matches(File.ReadAllText(page))
                      where !properties.Contains(match.Groups[1].Value)
                      select $"{Path.GetFileName(page)}: {match.Value}";
        Assert.AreEqual("", string.Join("; ", unknown));
    }

    [TestMethod]
    public void EveryPieceOfAProjectOnAPageIsXmlAndSetsWhatThereIs()
    {
        var (properties, pieces, problems) = (Properties(), 0, new List<string>());
        foreach (var (page, piece) in Pages()
            .SelectMany(page => Piece().Matches(File.ReadAllText(page)).Select(match => (Path.GetFileName(page), match.Value.Trim('`')))))
        {
            pieces++;
            try
            {
                var unknown = XElement.Parse($"<Project>{piece}</Project>").Descendants()
                    .Select(element => element.Name.LocalName)
                    .Where(
                        name => name.StartsWith("Prune", StringComparison.Ordinal) && !properties.Contains(name) && name != "PruneModel");
                problems.AddRange(unknown.Select(name => $"{page}: there is no {name}"));
            }
            catch (XmlException problem)
            {
                problems.Add($"{page}: {piece}: {problem.Message}");
            }
        }

        Assert.AreEqual("", string.Join("; ", problems));
        Assert.IsGreaterThan(0, pieces);
    }

    /// <summary>The properties that the targets leave to projects: those that they read or give a default to,
    /// and whose names have no underscore.</summary>
    private static HashSet<string> Properties()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new[] { "build", "buildMultiTargeting" }
            .Select(folder => Path.Combine(Tree.Root, "src", "PruneBuild.MSBuild", folder, "PruneBuild.MSBuild.targets")))
            names.UnionWith(Read().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        return names;
    }

    private static IEnumerable<string> Pages() => new[] { "docs", "src" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Tree.Root, folder), "*.md", SearchOption.AllDirectories))
        .Append(Path.Combine(Tree.Root, "README.md"));

    [GeneratedRegex(@"^\| `Prune[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex TableProperty();

    [GeneratedRegex("Prune[A-Za-z]+")]
    private static partial Regex Name();

    [GeneratedRegex(@"\$\((Prune[A-Z][A-Za-z]*)\)")]
    private static partial Regex Read();

    [GeneratedRegex("-p:(Prune[A-Za-z]*)")]
    private static partial Regex OnCommandLine();

    /// <summary>Inline code that begins with a tag, or an indented block that does.</summary>
    [GeneratedRegex(@"`<[A-Z][^`\n]*>`|(?:^    <[A-Z].*\n)(?:^    .*\n)*", RegexOptions.Multiline)]
    private static partial Regex Piece();
}
