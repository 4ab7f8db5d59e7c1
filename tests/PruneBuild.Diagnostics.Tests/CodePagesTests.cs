using System.Text.RegularExpressions;
using PruneBuild.Testing;

namespace PruneBuild.Diagnostics.Tests;

[TestClass]
public sealed partial class CodePagesTests
{
    [TestMethod]
    public void TheListInTheDocsIsCurrent()
    {
        var path = Path.Combine(SharedFolder.Repository(), "docs", "codes.md");
        if (Environment.GetEnvironmentVariable("PRUNEBUILD_ACCEPT") == "1")
        {
            Assert.IsTrue(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), "PRUNEBUILD_ACCEPT is refused on CI.");
            File.WriteAllText(path, CodePages.ToMarkdown());
        }

        Assert.AreEqual(CodePages.ToMarkdown(), File.ReadAllText(path).ReplaceLineEndings("\n"), "PRUNEBUILD_ACCEPT=1 accepts.");
    }

    [TestMethod]
    public void EveryCodeHasAPage() =>
        Assert.AreEqual("", string.Join(' ', CodePages.Descriptors.Select(descriptor => descriptor.Code).Except(CodePages.Codes)));

    [TestMethod]
    public void EveryPageHasACode() =>
        Assert.AreEqual("", string.Join(' ', CodePages.Codes.Except(CodePages.Descriptors.Select(descriptor => descriptor.Code))));

    [TestMethod]
    public void CodesAreUniqueAndSorted()
    {
        var codes = CodePages.Descriptors.Select(descriptor => descriptor.Code).ToList();
        Assert.IsGreaterThan(20, codes.Count);
        CollectionAssert.AreEqual(codes.Distinct().Order(StringComparer.Ordinal).ToList(), codes);
    }

    [TestMethod]
    public void CodesAreFourDigitsOfAKnownRange()
    {
        foreach (var descriptor in CodePages.Descriptors)
            Assert.IsTrue(Form().IsMatch(descriptor.Code), descriptor.Code);
    }

    [TestMethod]
    public void EveryPageHasTitleCauseExampleAndWaysOut()
    {
        foreach (var descriptor in CodePages.Descriptors)
        {
            var page = CodePages.Read(descriptor.Code)!;
            StringAssert.StartsWith(page, $"# {descriptor.Code}: {descriptor.Title}\n", descriptor.Code);
            var headings = page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToArray();
            CollectionAssert.AreEqual(new[] { "## Cause", "## Example", "## Ways out" }, headings, descriptor.Code);
            foreach (var section in page.Split("\n## ")[1..])
                Assert.IsGreaterThan(10, section[section.IndexOf('\n')..].Trim().Length, $"{descriptor.Code}: {section}");
        }
    }

    [TestMethod]
    public void CaseDoesNotMatter() => Assert.AreEqual(CodePages.Read("PB4001"), CodePages.Read("pb4001"));

    [TestMethod]
    public void AnUnknownCodeHasNoPage() => Assert.IsNull(CodePages.Read("PB0000"));

    [GeneratedRegex("^PB[123459][0-9]{3}$")]
    private static partial Regex Form();
}
