using System.Globalization;
using System.Text.RegularExpressions;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>Text, a number, true or false, or nothing: what a plain scalar is follows YAML 1.2's core schema,
/// a quoted one is text.</summary>
internal sealed partial class YamlScalar(SourceSpan span, string text, bool isPlain = true) : YamlNode(span)
{
    /// <summary>As it is written, without quotes.</summary>
    public string Text { get; } = text;

    /// <inheritdoc />
    public override long Size => 1;

    /// <summary>True for <c>~</c>, <c>null</c>, and nothing at all.</summary>
    public bool IsNull => isPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Its truth value; null when it is none.</summary>
    public bool? Boolean => !isPlain ? null : Text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>Its number; null when it is none. Infinite when it is too large for a double.</summary>
    public double? Number => isPlain && NumberPattern().IsMatch(Text)
        ? double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture)
        : null;

    /// <summary>True when it is text, by quotes or because nothing else fits.</summary>
    public bool IsText => !IsNull && Boolean is null && Number is null;

    /// <inheritdoc />
    public override string Words =>
        IsNull ? "nothing" : Number is not null ? $"the number {Text}" : Boolean is not null ? Text : $"the text '{Readable.Short(Text)}'";

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
