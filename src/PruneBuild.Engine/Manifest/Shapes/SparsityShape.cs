using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>How many weights become zero: a share, or a pattern such as <c>2:4</c>.</summary>
internal sealed partial class SparsityShape : Shape<Removal>
{
    private const string Form = "^[0-9]{1,3}:[0-9]{1,3}$";

    private static readonly ShareShape Share = new();

    /// <inheritdoc />
    public override string Words => "a share such as 50%, or a pattern such as 2:4";

    /// <inheritdoc />
    public override Located<Removal>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar scalar || !PatternForm().IsMatch(scalar.Text))
            return node is YamlScalar { Text: var text } wide && LongPattern().IsMatch(text)
                ? OutOfRange(wide, name, log, " Both numbers of a pattern have at most three digits.")
                : Share.Read(node, name, log) is { } share ? share.With<Removal>(new Removal.Sparsity(share.Value, share.Span)) : null;
        var parts = scalar.Text.Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return parts[0] >= 1 && parts[0] < parts[1]
            ? new(new Removal.Pattern(parts[0], parts[1], scalar.Span), scalar.Span)
            : OutOfRange(scalar, name, log, " The first number is at least 1 and below the second.");
    }

    /// <inheritdoc />
    public override JsonObject ToJson()
    {
        var json = Share.ToJson();
        json["anyOf"]!.AsArray().Add(new JsonObject { ["type"] = "string", ["pattern"] = Form });
        return json;
    }

    [GeneratedRegex("^[0-9]+:[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex LongPattern();

    [GeneratedRegex(Form, RegexOptions.CultureInvariant)]
    private static partial Regex PatternForm();
}
