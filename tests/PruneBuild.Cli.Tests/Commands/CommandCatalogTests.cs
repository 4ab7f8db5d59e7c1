using System.CommandLine.Parsing;
using System.Diagnostics;
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
        var lines = Pages().SelectMany(page => CommandLine().Matches(File.ReadAllText(page)))
            .Select(match => match.Groups[1].Value.Trim()).Distinct().ToArray();
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
            var missing = CommandCatalog.All(Terminal)
                .Where(command => !text.Contains($"dotnet prune {command.Name}", StringComparison.Ordinal));
            Assert.AreEqual("", string.Join(", ", missing.Select(command => command.Name)), page);
        }
    }

    [TestMethod]
    public void EveryOptionIsInTheDocs()
    {
        var text = File.ReadAllText(Path.Combine(SharedFolder.Repository(), "docs", "cli.md"));
        var options = CommandCatalog.All(Terminal).SelectMany(command => command.Subcommands.Prepend(command))
            .SelectMany(command => command.Options)
            .Where(option => !option.Hidden).Select(option => option.Name).Distinct().ToArray();
        Assert.IsGreaterThan(15, options.Length);
        Assert.AreEqual("", string.Join(", ", options
            .Where(name => !text.Contains($"`{name}", StringComparison.Ordinal) && !text.Contains($" {name}", StringComparison.Ordinal))));
    }

    /// <summary>The functions of the docs, in a real bash in which <c>dotnet prune</c> is this build's tool.</summary>
    [TestMethod]
    [DataRow("dotnet prune re", "report")]
    [DataRow("dotnet-prune ch", "check")]
    [DataRow("dotnet prune codes PB40", "PB4001")]
    [DataRow("dotnet buil", "build")]
    public void BashCompletesAsTheDocsSay(string line, string expected)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("bash is tried elsewhere.");
        var script = Completion().Match(File.ReadAllText(Path.Combine(SharedFolder.Repository(), "docs", "cli.md"))).Groups[1].Value;
        var words = line.Split(' ');
        var tool = Path.Combine(AppContext.BaseDirectory, "dotnet-prune.dll");
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $$"""
            dotnet() { if [ "$1" = prune ]; then shift; command dotnet exec '{{tool}}' "$@"; else command dotnet "$@"; fi; }
            {{script}}
            COMP_LINE='{{line}}'; COMP_POINT={{line.Length}}; COMP_WORDS=({{line}}); COMP_CWORD={{words.Length - 1}}
            $(complete -p {{words[0]}} | sed 's/.*-F \([^ ]*\).*/\1/')
            printf '%s\n' "${COMPREPLY[@]}"
            """]) { RedirectStandardOutput = true })!;
        CollectionAssert.Contains(bash.StandardOutput.ReadToEnd().Split('\n'), expected);
    }

    [TestMethod]
    public void TheToolCompletesItsOwnCommandLine()
    {
        using var folder = new TemporaryFolder();
        CollectionAssert.IsSubsetOf(new[] { "init", "inspect" }, ToolRun.In(folder.Path, "[suggest:2]", "in").Out.Split('\n'));
        CollectionAssert.Contains(ToolRun.In(folder.Path, "[suggest:10]", "codes PB40").Out.Split('\n'), "PB4001");
    }

    /// <summary>In the working folder, in another one, and not from a manifest that has a mistake.</summary>
    [TestMethod]
    public void ModelsOfTheManifestAreCompleted()
    {
        using var folder = new TemporaryFolder();
        Write("prune.yaml", "classify", "source: a.onnx, prune: { method: magnitude, remove: { flops: 50% } }");
        Write("other/prune.yaml", "detect", "source: a.onnx, prune: { method: magnitude, remove: { flops: 50% } }");
        Write("broken/prune.yaml", "detect", "");

        CollectionAssert.Contains(Completed("run cl"), "classify");
        CollectionAssert.Contains(Completed("explain -C other de"), "detect");
        CollectionAssert.Contains(Completed("check --manifest other de"), "detect");
        CollectionAssert.DoesNotContain(Completed("run -C broken de"), "detect");

        void Write(string name, string model, string entry)
        {
            var path = Path.Combine(folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, $"version: 1\nmodels:\n  {model}: {{ {entry} }}\n");
        }

        string[] Completed(string line) => ToolProcess.In(folder.Path, $"[suggest:{line.Length}]", line).Out.Split('\n');
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
            StringAssert.Contains(help.Out, $"\n  dotnet prune {command.Name} ");
            Assert.IsLessThan(45, help.Out.Split('\n').Length, command.Name);
        }
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(SharedFolder.Repository(), "docs"), "*.md")
            .Append(Path.Combine(SharedFolder.Repository(), "README.md"));

    [GeneratedRegex("""dotnet prune ([^`\n|>;]+)""")]
    private static partial Regex CommandLine();

    [GeneratedRegex("""`~/\.bashrc`:\n(.*?)\nFor zsh""", RegexOptions.Singleline)]
    private static partial Regex Completion();
}
