namespace PruneBuild.Benchmarks.Tables;

/// <summary>The document that tables are written into.</summary>
internal static class TableDocument
{
    /// <summary>Puts a table between its markers; what stands around them is written by hand.
    /// The document gets new markers at its end where it has none.</summary>
    /// <param name="path">The document.</param>
    /// <param name="name">Name of the table.</param>
    /// <param name="table">Markdown.</param>
    public static void Write(string path, string name, string table)
    {
        var (start, end) = ($"<!-- table {name} -->", $"<!-- end of table {name} -->");
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        if (!text.Contains(start, StringComparison.Ordinal))
            text = $"{text.TrimEnd()}\n\n{start}\n{end}\n";
        var (from, to) = (text.IndexOf(start, StringComparison.Ordinal) + start.Length, text.IndexOf(end, StringComparison.Ordinal));
        File.WriteAllText(path, $"{text[..from]}\n{table}\n{text[to..]}");
    }
}
