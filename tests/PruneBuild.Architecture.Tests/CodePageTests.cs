using System.Text.RegularExpressions;

namespace PruneBuild.Architecture.Tests;

[TestClass]
public sealed partial class CodePageTests
{
    private static readonly string[] headings = ["## Cause", "## Example", "## Ways out"];

    [TestMethod]
    public void EveryCodeHasItsPageAndEveryPageItsCode()
    {
        var codes = Codes();
        var pages = Pages().Select(page => Path.GetFileNameWithoutExtension(page)).ToList();

        Assert.AreEqual("", string.Join(", ", codes.Except(pages)), "Codes without a page");
        Assert.AreEqual("", string.Join(", ", pages.Except(codes)), "Pages without a code");
    }

    [TestMethod]
    public void NoCodeMeansTwoThings()
    {
        var twice = Codes().GroupBy(code => code).Where(group => group.Count() > 1).Select(group => group.Key);

        Assert.AreEqual("", string.Join(", ", twice), "Codes that are used twice");
    }

    [TestMethod]
    public void EveryPageSaysCauseExampleAndWaysOut()
    {
        var incomplete =
            from page in Pages()
            let text = File.ReadAllText(page)
            from heading in headings
            where !text.Contains(heading, StringComparison.Ordinal)
            select $"{Path.GetFileName(page)} lacks '{heading}'";

        Assert.AreEqual("", string.Join("; ", incomplete));
    }

    private static List<string> Codes() =>
    [
        .. Tree.Sources("src/PruneBuild.Diagnostics")
            .SelectMany(file => Descriptor().Matches(Tree.Text("src", "PruneBuild.Diagnostics", file)))
            .Select(match => match.Groups[1].Value),
    ];

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(Tree.Root, "src", "PruneBuild.Diagnostics", "Codes"), "*.md");

    [GeneratedRegex("""new(?: DiagnosticDescriptor)?\(\s*"(PB\d{4})",""")]
    private static partial Regex Descriptor();
}
