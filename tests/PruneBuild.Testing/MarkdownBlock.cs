namespace PruneBuild.Testing;

/// <summary>A block of code in a page of Markdown: lines that are indented by four spaces.</summary>
/// <param name="Page">File name of the page.</param>
/// <param name="Line">Line of the page where it begins, from 1.</param>
/// <param name="Text">Its lines without the four spaces.</param>
public sealed record MarkdownBlock(string Page, int Line, string Text)
{
    private const string Indent = "    ";

    /// <summary>The blocks of a page, in order. Empty lines between indented ones belong to the block.</summary>
    public static IReadOnlyList<MarkdownBlock> Of(string path)
    {
        var (blocks, open, start) = (new List<MarkdownBlock>(), new List<string>(), 0);
        foreach (var (i, line) in File.ReadLines(path).Append("end").Index())
        {
            if (line.StartsWith(Indent, StringComparison.Ordinal))
            {
                if (open.Count == 0)
                    start = i + 1;
                open.Add(line[Indent.Length..]);
            }
            else if (line.Length == 0 && open.Count > 0)
            {
                open.Add("");
            }
            else if (open.Count > 0)
            {
                blocks.Add(new MarkdownBlock(Path.GetFileName(path), start, string.Join('\n', open).TrimEnd('\n')));
                open.Clear();
            }
        }

        return blocks;
    }

    /// <summary>Every page that users read: README, <c>docs</c>, the pages of codes and of methods, the READMEs of packages.</summary>
    public static IReadOnlyList<string> Pages()
    {
        var root = SharedFolder.Repository();
        string[] folders = ["docs", "src", "sample-app"];
        return
        [
            Path.Combine(root, "README.md"),
            .. folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.md", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc />
    public override string ToString() => $"{Page}({Line})";
}
