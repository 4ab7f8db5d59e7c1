using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A mapping from names that the user chooses to values of one shape; not empty.</summary>
/// <param name="what">What the names are: "names of models".</param>
/// <param name="pattern">What a name looks like.</param>
/// <param name="rule">The same in words.</param>
/// <param name="item">The values.</param>
/// <param name="isReserved">True for names of that form that are no names; null for none.</param>
internal sealed class NamedShape<T>(
    string what, string pattern, string rule, Shape<T> item, Predicate<string>? isReserved = null)
    : Shape<ValueList<Named<T>>>
    where T : notnull
{
    private readonly Regex form = new(pattern, RegexOptions.CultureInvariant);

    /// <inheritdoc />
    public override string Words => $"a mapping from {what}";

    /// <inheritdoc />
    public override string Label => $"mapping from {what} to {item.Label}";

    /// <inheritdoc />
    public override IEnumerable<Shape> Parts => [item];

    /// <inheritdoc />
    public override Located<ValueList<Named<T>>>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlMap { Entries.Count: > 0 } map)
            return WrongType(node, name, log);
        var faults = log.Count;
        var read = new List<Named<T>>();
        foreach (var entry in map.Entries)
        {
            if (!form.IsMatch(entry.Key.Value) || isReserved?.Invoke(entry.Key.Value) == true)
                log.Report(
                    DiagnosticCatalog.ManifestOutOfRange, entry.Key.Span, name.Value, what,
                    $"'{Readable.Short(entry.Key.Value)}'", $" {rule}");
            if (item.Read(entry.Value, entry.Key, log) is { } value)
                read.Add(new(entry.Key, value.Value));
        }

        return log.Count > faults ? null : new(read.ToValueList(), node.Span);
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => new()
    {
        ["type"] = "object",
        ["propertyNames"] = new JsonObject { ["pattern"] = pattern },
        ["additionalProperties"] = item.ToJson(),
        ["minProperties"] = 1,
    };
}

/// <summary>A name and its value.</summary>
internal sealed record Named<T>(Located<string> Name, T Value);
