using System.Globalization;
using System.Linq;
using System.Text;

namespace PruneBuild.MSBuild.Generation;

/// <summary>Values as C# source, of any language version.</summary>
internal static class CSharpText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var c in text)
            _ = c is '"' or '\\' ? result.Append('\\').Append(c) : IsPlain(c) ? result.Append(c) : result.Append(Escape(c));
        return result.Append('"').ToString();
    }

    /// <summary>A double literal.</summary>
    public static string Literal(double number)
    {
        if (double.IsNaN(number))
            return "double.NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        return number.ToString("R", CultureInfo.InvariantCulture) + "d";
    }

    /// <summary>A name in Pascal case: <c>sentiment-small</c> gives SentimentSmall; what starts with a digit gets an underscore.</summary>
    public static string Identifier(string name)
    {
        var words = new string([.. name.Select(c => char.IsLetterOrDigit(c) ? c : ' ')])
            .Split([' '], System.StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
        return joined.Length > 0 && char.IsLetter(joined[0]) ? joined : "_" + joined;
    }

    /// <summary>Text inside a documentation comment, on one line.</summary>
    public static string Documentation(string text) =>
        new StringBuilder(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\r", " ")
            .Replace("\n", " ").ToString();

    private static bool IsPlain(char c) => c >= ' ' && c < 0x7f;

    private static string Escape(char c) => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture);
}
