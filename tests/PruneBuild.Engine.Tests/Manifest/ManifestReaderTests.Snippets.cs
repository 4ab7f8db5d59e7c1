using System.Globalization;
using System.Text.RegularExpressions;
using PruneBuild.Engine.Manifest;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Manifest;

public sealed partial class ManifestReaderTests
{
    private const string Model = "version: 1\nmodels:\n  model:\n    source: model.onnx\n";
    private const string Step = "    prune: { method: magnitude, remove: { flops: 50% } }\n";

    [TestMethod]
    public void EverySnippetOfAManifestInTheDocsIsOne()
    {
        var snippets = Snippets().Where(snippet => !Regex.IsMatch(snippet.Block.Page, "^PB1[0-9]{3}")).ToArray();
        Assert.IsGreaterThanOrEqualTo(9, snippets.Length);
        var wrong = from snippet in snippets
                    from problem in ManifestReader.Parse(snippet.Text, "prune.yaml").Diagnostics
                    select $"{snippet.Block}: {problem}";
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    [TestMethod]
    public void EveryMistakeOnAPageOfACodeIsRefusedAsThePageSays()
    {
        var mistakes = Snippets().Where(snippet => Said().IsMatch(snippet.Block.Text)).ToArray();
        Assert.IsGreaterThanOrEqualTo(10, mistakes.Length);
        foreach (var (block, text, lines, columns) in mistakes)
        {
            var said = Said().Match(block.Text);
            var problem = ManifestReader.Parse(text, "prune.yaml").Diagnostics
                .FirstOrDefault(problem => problem.Code == said.Groups["code"].Value);
            if (said.Groups["code"].Value is not ['P', 'B', '1', ..] or "PB1020")
            {
                // What only a run can find: the snippet itself reads.
                Assert.IsNull(problem, block.ToString());
                continue;
            }

            Assert.IsNotNull(problem, block.ToString());
            Assert.AreEqual(
                $"{said.Groups["line"].Value},{said.Groups["column"].Value}",
                $"{problem.Location!.Line - lines},{problem.Location.Column - columns}", block.ToString());
            var message = LineInMessage()
                .Replace(problem.Message, line => $"line {int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - lines}");
            StringAssert.StartsWith(message, said.Groups["message"].Value.Split('…')[0].TrimEnd(), block.ToString());
        }
    }

    /// <summary>Inline code of one stage or more, such as <c>reconstruct: { kind: none, targets: block }</c>.</summary>
    [TestMethod]
    public void EveryStageInAPageOfAMethodIsOne()
    {
        var methods = Path.Combine(SharedFolder.Repository(), "src", "PruneBuild.Pruning", "Methods");
        var stages = (from page in MarkdownBlock.Pages()
                      where page.StartsWith(methods, StringComparison.Ordinal)
                      from stage in Stage().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value.ReplaceLineEndings(" "))
                      where !stage.Contains('…')
                      select (Page: Path.GetFileName(Path.GetDirectoryName(page)), Text: stage)).ToArray();
        Assert.IsGreaterThanOrEqualTo(30, stages.Length);
        var wrong = from stage in stages
                    let rest = stage.Text.StartsWith("criterion", StringComparison.Ordinal) ? "" : "method: osscar, "
                    let budget = stage.Text.Contains("remove:", StringComparison.Ordinal) ? ""
                        : stage.Text.Contains("times:", StringComparison.Ordinal) ? ", remove: { latency: 50% }"
                        : ", remove: { flops: 50% }"
                    from problem in ManifestReader.Parse($"{Model}    prune: {{ {rest}{stage.Text}{budget} }}\n", "prune.yaml").Diagnostics
                    select $"{stage.Page}: {stage.Text}: {problem}";
        Assert.AreEqual("", string.Join('\n', wrong));
    }

    /// <summary>The blocks that are (parts of) manifests, each completed to a whole one, and by how much that moved it.</summary>
    private static IEnumerable<(MarkdownBlock Block, string Text, int Lines, int Columns)> Snippets() =>
        from page in MarkdownBlock.Pages()
        from block in MarkdownBlock.Of(page)
        let text = Said().Replace(block.Text, "").Replace("<tab>", "\t").TrimEnd()
        let around = Around(text.Split('\n').FirstOrDefault(line => !line.StartsWith('#'), ""))
        where around is not null && !text.Contains('…') && !text.StartsWith("a: ", StringComparison.Ordinal)
        let moved = string.Join('\n', text.Split('\n').Select(line => new string(' ', around.Value.Indent) + line))
        let end = around.Value.NeedsStep && !text.Contains("prune:", StringComparison.Ordinal) ? Step : ""
        select (block, $"{around.Value.Before}{moved}\n{end}", around.Value.Before.Count(letter => letter == '\n'), around.Value.Indent);

    /// <summary>What stands around a snippet that begins so; null for what is no manifest.</summary>
    private static (string Before, int Indent, bool NeedsStep)? Around(string first) => first.Split(':')[0] switch
    {
        "version" => ("", 0, false),
        "models" => ("version: 1\n", 0, false),
        "source" or "data" or "metric" or "gates" or "output" or "on-fail" => (Model, 4, true),
        "prune" => (Model, 4, false),
        "method" or "criterion" or "allocate" or "reconstruct" or "recover" or "remove" =>
            ($"{Model}    prune:\n      method: osscar\n", 6, false),
        _ => null,
    };

    [GeneratedRegex("`((?:criterion|allocate|reconstruct|recover|remove|structures):\\s[^`]+)`")]
    private static partial Regex Stage();

    [GeneratedRegex(@"line (\d+)")]
    private static partial Regex LineInMessage();

    [GeneratedRegex(
        @"^prune\.yaml\((?<line>\d+),(?<column>\d+)\): (error|warning) (?<code>PB\d{4}): (?<message>.*)$", RegexOptions.Multiline)]
    private static partial Regex Said();
}
