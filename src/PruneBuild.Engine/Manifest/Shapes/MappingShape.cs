using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A mapping with known keys.</summary>
/// <param name="title">What it is; also its name in the JSON schema and its heading in the docs.</param>
/// <param name="docs">A few sentences for the docs.</param>
/// <param name="keys">Its keys.</param>
/// <param name="make">Makes the value; may report values that do not go together, and its result then does not count.</param>
/// <param name="shorthand">The key that a value without a mapping stands for; null for none.</param>
/// <param name="isOneOf">True when exactly one key must be there.</param>
/// <param name="refused">Keys that users may expect and that it does not have, with the reason.</param>
/// <param name="takesExtensions">True when keys that begin with <c>x-</c> are taken and ignored.</param>
internal sealed class MappingShape<T>(
    string title,
    string docs,
    IReadOnlyList<Key> keys,
    Func<KeyValues, DiagnosticLog, T> make,
    Key? shorthand = null,
    bool isOneOf = false,
    bool takesExtensions = false,
    IReadOnlyList<RefusedKey>? refused = null) : Shape<T>, IMapping
    where T : notnull
{
    /// <summary>A key that is known inside more keys than this says nothing of where it was meant to be.</summary>
    private const int MostHolders = 2;

    /// <inheritdoc />
    public string Title => title;

    /// <inheritdoc />
    public string Docs => docs;

    /// <inheritdoc />
    public IReadOnlyList<Key> Keys => keys;

    /// <inheritdoc />
    public Key? Shorthand => shorthand;

    /// <inheritdoc />
    public bool IsOneOf => isOneOf;

    /// <inheritdoc />
    public bool TakesExtensions => takesExtensions;

    /// <inheritdoc />
    public override string Words =>
        shorthand is null ? $"a mapping ({string.Join(", ", Names)})" : $"{shorthand.Shape.Words}, or a mapping";

    /// <inheritdoc />
    public override string Label =>
        (shorthand is null ? "" : $"{shorthand.Shape.Label}, or ") + $"[{title}](#{MarkdownText.Anchor(title)})";

    /// <inheritdoc />
    public override IEnumerable<Shape> Parts => keys.Select(key => key.Shape);

    private IEnumerable<string> Names => keys.Select(key => key.Name);

    /// <inheritdoc />
    public override Located<T>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        var faults = log.Count;
        var values = new KeyValues(name, node.Span);
        if (node is YamlMap map)
            ReadEntries(map, values, log);
        else if (shorthand is not null && node is not YamlScalar { IsNull: true })
            Take(shorthand, new(name.Value, node.Span), node, values, log);
        else
            return WrongType(node, name, log);
        if (log.Count > faults)
            return null;
        var made = make(values, log);
        return log.Count > faults ? null : new(made, node.Span);
    }

    /// <inheritdoc />
    public override JsonObject ToJson()
    {
        var reference = new JsonObject { ["$ref"] = "#/$defs/" + MarkdownText.Anchor(title) };
        return shorthand is null ? reference : new JsonObject { ["anyOf"] = new JsonArray(shorthand.Shape.ToJson(), reference) };
    }

    private void ReadEntries(YamlMap map, KeyValues values, DiagnosticLog log)
    {
        foreach (var (name, value) in map.Entries.Select(entry => (entry.Key, entry.Value)))
        {
            if (keys.FirstOrDefault(key => key.Name == name.Value) is { } key)
                Take(key, name, value, values, log);
            else if (refused?.FirstOrDefault(key => key.Name == name.Value) is { } misfit)
                log.Report(DiagnosticCatalog.ManifestCombination, name.Span, $"'{misfit.Name}' {misfit.Reason}.");
            else if (!takesExtensions || !name.Value.StartsWith("x-", StringComparison.Ordinal))
                log.Report(DiagnosticCatalog.ManifestUnknownKey, name.Span, Readable.Short(name.Value), Subject(values.Name),
                    Hint(name.Value), string.Join(", ", Names));
        }

        CheckPresence(map, values, log);
    }

    /// <summary>The keys of this mapping inside which an unknown one is known, or the key that it is a misspelling of.</summary>
    private string Hint(string unknown)
    {
        var holders = keys.Where(key => Mappings(key.Shape).Any(mapping => mapping.Keys.Any(inner => inner.Name == unknown))).ToArray();
        return holders.Length is 0 or > MostHolders
            ? NearestName.Hint(unknown, Names)
            : $" It goes inside {string.Join(" or ", holders.Select(key => $"'{key.Name}'"))}.";
    }

    /// <summary>The mappings that a value can be, or that it lists.</summary>
    private static IEnumerable<IMapping> Mappings(Shape shape) => shape is IMapping mapping ? [mapping] : shape.Parts.SelectMany(Mappings);

    private static void Take(Key key, Located<string> name, YamlNode value, KeyValues values, DiagnosticLog log)
    {
        if (key.Read(value, name, log) is { } read)
            values.Add(key, name, read);
    }

    // A key that is there with a faulty value has its own diagnostic already.
    private void CheckPresence(YamlMap map, KeyValues values, DiagnosticLog log)
    {
        var present = map.Entries.Select(entry => entry.Key.Value).ToHashSet();
        foreach (var key in keys.Where(key => key.IsRequired && !present.Contains(key.Name)))
            log.Report(DiagnosticCatalog.ManifestMissingKey, values.Name.Span, Subject(values.Name), key.Name, key.Docs);
        if (!isOneOf)
            return;
        var taken = keys.Where(key => present.Contains(key.Name)).ToList();
        if (taken.Count > 1)
            log.Report(DiagnosticCatalog.ManifestCombination, map.Span,
                $"{Subject(values.Name)} takes one of its keys, and here are {string.Join(" and ", taken.Select(key => $"'{key.Name}'"))}. "
                + "Keep one.");
        else if (map.Entries.Count == 0)
            log.Report(DiagnosticCatalog.ManifestCombination, map.Span,
                $"{Subject(values.Name)} is empty. Give it one of {string.Join(", ", Names)}.");
    }

    private string Subject(Located<string> name) =>
        title == name.Value ? $"'{title}'" : $"{title} '{Readable.Short(name.Value)}'";
}

/// <summary>What the JSON schema and the docs need to know of a mapping.</summary>
internal interface IMapping
{
    /// <summary>What it is.</summary>
    string Title { get; }

    /// <summary>A few sentences.</summary>
    string Docs { get; }

    /// <summary>Its keys.</summary>
    IReadOnlyList<Key> Keys { get; }

    /// <summary>The key that a value without a mapping stands for; null for none.</summary>
    Key? Shorthand { get; }

    /// <summary>True when exactly one key must be there.</summary>
    bool IsOneOf { get; }

    /// <summary>True when keys that begin with <c>x-</c> are taken.</summary>
    bool TakesExtensions { get; }
}

/// <summary>A key that users may expect in a mapping and that it does not have.</summary>
internal sealed record RefusedKey(string Name, string Reason);
