using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using PruneBuild.Cli.Commands;
using PruneBuild.Cli.Output;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed partial class CommandCatalogTests
{
    private static readonly Terminal Terminal = new(TextWriter.Null, TextWriter.Null, ".", false, false);

    [TestMethod]
    public void EveryCommandLineOfTheDocsIsOne()
    {
        var lines = Pages().SelectMany(page => CommandLine().Matches(File.ReadAllText(page))).Select(match => match.Groups[1].Value.Trim()).Distinct().ToArray();
        Assert.IsGreaterThan(15, lines.Length);
        var wrong = lines.Where(line => !line.Contains("[suggest", StringComparison.Ordinal))
            .Select(line => (Line: line, Words: CommandLineParser.SplitCommandLine(line.Split('#')[0]).ToArray()))
            .Select(line => (line.Line, Tool.Root(Terminal, line.Words).Parse(line.Words).Errors))
            .Where(parsed => parsed.Errors.Count > 0)
            .Select(parsed => $"{parsed.Line}: {parsed.Errors[0].Message}");
        Assert.AreEqual("", string.Join("; ", wrong));
    }

    [TestMethod]
    public void ACommandIsFoundByItsNameAloneAndEveryOtherLineMayMeanAny()
    {
        var all = CommandCatalog.All(Terminal).Select(command => command.Name).ToArray();
        foreach (var name in all)
            Assert.AreEqual(name, CommandCatalog.For([name, "--help"], Terminal).Single().Name);
        foreach (var line in new string[][] { [], ["--help"], ["-C", "folder", "check"], ["chekc"] })
            CollectionAssert.AreEqual(all, CommandCatalog.For(line, Terminal).Select(command => command.Name).ToArray());
    }

    [TestMethod]
    public void EveryCommandIsInTheReadmeAndInTheDocs()
    {
        foreach (var page in new[] { "README.md", "docs/cli.md" })
        {
            var text = File.ReadAllText(Path.Combine(SharedFolder.Repository(), page));
            var missing = CommandCatalog.All(Terminal).Where(command => !text.Contains($"dotnet prune {command.Name}", StringComparison.Ordinal));
            Assert.AreEqual("", string.Join(", ", missing.Select(command => command.Name)), page);
        }
    }

    [TestMethod]
    public void TheToolCompletesItsOwnCommandLine()
    {
        using var folder = new TemporaryFolder();
        CollectionAssert.IsSubsetOf(new[] { "init", "inspect" }, ToolRun.In(folder.Path, "[suggest:2]", "in").Out.Split('\n'));
        CollectionAssert.Contains(ToolRun.In(folder.Path, "[suggest:10]", "codes PB40").Out.Split('\n'), "PB4001");
    }

    [TestMethod]
    public void TheHelpOfEveryCommandFitsOnAScreen()
    {
        using var folder = new TemporaryFolder();
        foreach (var command in CommandCatalog.All(Terminal))
        {
            var help = ToolRun.In(folder.Path, command.Name, "--help");
            Assert.AreEqual(0, help.ExitCode);
            StringAssert.Contains(help.Out, command.Description!.Split(' ')[0]);
            Assert.IsLessThan(45, help.Out.Split('\n').Length, command.Name);
        }
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(SharedFolder.Repository(), "docs"), "*.md").Append(Path.Combine(SharedFolder.Repository(), "README.md"));

    [GeneratedRegex("""dotnet prune ([^`\n|>;]+)""")]
    private static partial Regex CommandLine();
}
