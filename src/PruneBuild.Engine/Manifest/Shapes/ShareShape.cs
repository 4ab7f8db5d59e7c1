using System.Globalization;
using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A share between two bounds that it does not reach: <c>50%</c>, <c>50 %</c> or <c>0.5</c>.</summary>
/// <param name="above">What it is above.</param>
/// <param name="below">What it is below.</param>
/// <param name="example">A share as people write it.</param>
internal sealed class ShareShape(double above = 0, double below = 1, string example = "50%") : Shape<double>
{
    /// <summary>Per cent as people write them, for the JSON schema too.</summary>
    public const string Pattern = @"^[0-9]+(\.[0-9]+)? ?%$";

    /// <inheritdoc />
    public override string Words => string.Create(
        CultureInfo.InvariantCulture, $"a share above {above * 100:0.##}% and below {below * 100:0.##}%, such as {example}");

    /// <inheritdoc />
    public override string Label => $"share, such as `{example}`";

    /// <summary>The share that text with a per cent sign means; null for other text.</summary>
    public static double? Percent(string text) =>
        text.EndsWith('%')
        && double.TryParse(text[..^1].TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
        && double.IsFinite(percent)
            ? percent / 100
            : null;

    /// <inheritdoc />
    public override Located<double>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar scalar || (Percent(scalar.Text) ?? scalar.Number) is not { } share)
            return WrongType(node, name, log);
        if (share > above && share < below)
            return new(share, scalar.Span);
        var isPercent = scalar.Number is { } number && number / 100 > above && number / 100 < below;
        return OutOfRange(scalar, name, log, isPercent ? $" Write {scalar.Text}% for a share." : "");
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = Pattern },
            new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = above, ["exclusiveMaximum"] = below }),
    };
}
