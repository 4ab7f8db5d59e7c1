using System.Text;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>Text of a user's file inside a message of one line.</summary>
internal static class Readable
{
    /// <summary>The beginning of it, control characters replaced, so that a message stays one line.</summary>
    /// <param name="text">A value of the file; or what a parser says, which may quote one.</param>
    /// <param name="longest">Characters at most.</param>
    public static string Short(string text, int longest = 60)
    {
        var builder = new StringBuilder();
        foreach (var character in text.Length > longest ? text[..longest] : text)
            builder.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        return builder.Append(text.Length > longest ? "…" : "").ToString();
    }
}
