using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>Gathers the entries of one mapping: keys once, and merged mappings (<c>&lt;&lt;: *defaults</c>) behind
/// the mapping's own keys.</summary>
internal sealed class MapEntries(DiagnosticLog log)
{
    private readonly List<YamlEntry> own = [];
    private readonly List<YamlMap> merged = [];
    private readonly Dictionary<string, SourceSpan> places = [];

    /// <summary>Takes one entry in; what cannot be a key or a merge goes to the log.</summary>
    public void Add(YamlNode key, YamlNode value)
    {
        if (key is not YamlScalar scalar)
            log.Report(DiagnosticCatalog.ManifestNotYaml, key.Span, $"a key is text, and here is {key.Words}");
        else if (scalar.Text == "<<")
            Merge(value);
        else if (!places.TryAdd(scalar.Text, scalar.Span))
            log.Report(DiagnosticCatalog.ManifestDuplicateKey, scalar.Span, Readable.Short(scalar.Text), places[scalar.Text].Line);
        else
            own.Add(new YamlEntry(new Located<string>(scalar.Text, scalar.Span), value));
    }

    /// <summary>The mapping's own entries, then those that it merges and does not have.</summary>
    public IReadOnlyList<YamlEntry> ToList()
    {
        foreach (var entry in merged.SelectMany(map => map.Entries))
        {
            if (places.TryAdd(entry.Key.Value, entry.Key.Span))
                own.Add(entry);
        }

        return own;
    }

    private void Merge(YamlNode value)
    {
        foreach (var map in value is YamlList list ? list.Items : [value])
        {
            if (map is YamlMap source)
                merged.Add(source);
            else
                log.Report(DiagnosticCatalog.ManifestWrongType, map.Span, "<<", "mappings to merge", map.Words, "");
        }
    }
}
