using System.Text.RegularExpressions;

namespace PruneBuild.Architecture.Tests;

/// <summary>The pages of methods name the functions that are steps of a paper.</summary>
[TestClass]
public sealed partial class MethodPageTests
{
    [TestMethod]
    public void EveryMemberThatAPageNamesIsInTheFileOfItsType()
    {
        var files = Tree.Sources("src").ToLookup(file => Path.GetFileNameWithoutExtension(file));
        var named = Directory.EnumerateFiles(
                Path.Combine(Tree.Root, "src", "PruneBuild.Pruning", "Methods"), "README.md", SearchOption.AllDirectories)
            .SelectMany(page => Member().Matches(File.ReadAllText(page)).Select(match => (
                Page: Path.GetFileName(Path.GetDirectoryName(page)), Type: match.Groups[1].Value, Name: match.Groups[2].Value)))
            .Where(member => files.Contains(member.Type)).ToArray();
        var missing = named.Where(member => !files[member.Type].Any(
            file => Regex.IsMatch(Tree.Text("src", file), $@"\b{member.Name}\b")));

        Assert.IsGreaterThanOrEqualTo(50, named.Length);
        Assert.AreEqual("", string.Join("; ", missing.Select(member => $"{member.Page}: {member.Type}.{member.Name}")));
    }

    /// <summary>A type, perhaps behind parts of its namespace, and a member of it.</summary>
    [GeneratedRegex(@"`(?:[A-Z][A-Za-z]*\.)*([A-Z][A-Za-z]*)\.([A-Z][A-Za-z]*)`")]
    private static partial Regex Member();
}
