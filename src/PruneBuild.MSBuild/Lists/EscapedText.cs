using System.Text;

namespace PruneBuild.MSBuild.Lists;

/// <summary>Text as item specs and metadata hold it: a path is data, and its semicolons, dollars and stars must survive.</summary>
internal static class EscapedText
{
    private const string Special = "%*?@$();'";

    /// <summary>Every character that MSBuild would read as syntax, as <c>%xx</c>.</summary>
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
            _ = Special.IndexOf(c) >= 0 ? result.Append('%').Append(((int)c).ToString("x2", null)) : result.Append(c);
        return result.ToString();
    }
}
