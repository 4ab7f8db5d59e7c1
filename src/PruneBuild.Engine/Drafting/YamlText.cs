using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PruneBuild.Engine.Drafting;

/// <summary>Scalars as YAML takes them, inside flow mappings too.</summary>
internal static partial class YamlText
{
    private static readonly string[] Words = ["true", "false", "yes", "no", "on", "off", "null", "~", "y", "n"];

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text bare where that is safe; else in double quotes, whose escapes are JSON's.</summary>
    public static string Of(string text) =>
        Safe().IsMatch(text)
        && !Words.Contains(text.ToLowerInvariant())
        && !double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _)
            ? text
            : JsonSerializer.Serialize(text, Plain);

    [GeneratedRegex(@"^[\p{L}_./][\p{L}\p{N}_./+@*-]*( [\p{L}\p{N}_./+@-]+)*$")]
    private static partial Regex Safe();
}
