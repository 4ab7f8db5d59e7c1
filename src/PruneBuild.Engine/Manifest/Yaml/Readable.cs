using System.Text;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>Text of a user's file inside a message of one line.</summary>
internal static class Readable
{
    private const int Longest = 60;

    /// <summary>At most sixty characters, control characters replaced, so that a message stays one line.</summary>
    public static string Short(string text)
    {
        var builder = new StringBuilder();
        foreach (var character in text.Length > Longest ? text[..Longest] : text)
            builder.Append(char.IsControl(character) || char.IsSurrogate(character) ? '?' : character);
        return builder.Append(text.Length > Longest ? "…" : "").ToString();
    }
}
