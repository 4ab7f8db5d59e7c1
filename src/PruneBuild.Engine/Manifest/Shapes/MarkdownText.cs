namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>Text for Markdown.</summary>
internal static class MarkdownText
{
    /// <summary>The anchor that Markdown gives a heading, and the name of a definition in the JSON schema.</summary>
    public static string Anchor(string heading) =>
        string.Concat(heading.Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-')).Replace(' ', '-').ToLowerInvariant();

    /// <summary>Text inside a cell of a table.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
