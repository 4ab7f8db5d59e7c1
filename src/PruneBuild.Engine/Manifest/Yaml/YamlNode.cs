using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest.Yaml;

/// <summary>A node of a YAML document with its place. Aliases are the very node that they name.</summary>
internal abstract class YamlNode(SourceSpan span)
{
    /// <summary>Where it begins.</summary>
    public SourceSpan Span { get; } = span;

    /// <summary>Nodes that a reader meets when it walks this one, aliases walked again each time.</summary>
    public abstract long Size { get; }

    /// <summary>What it is, in the words of a message.</summary>
    public abstract string Words { get; }
}

/// <summary>A list.</summary>
internal sealed class YamlList(SourceSpan span, IReadOnlyList<YamlNode> items) : YamlNode(span)
{
    /// <summary>The items.</summary>
    public IReadOnlyList<YamlNode> Items { get; } = items;

    /// <inheritdoc />
    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    /// <inheritdoc />
    public override string Words => Items.Count == 0 ? "an empty list" : "a list";
}

/// <summary>A mapping; each key occurs once.</summary>
internal sealed class YamlMap(SourceSpan span, IReadOnlyList<YamlEntry> entries) : YamlNode(span)
{
    /// <summary>The entries in the document's order.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    /// <inheritdoc />
    public override long Size { get; } = 1 + entries.Sum(entry => 1 + entry.Value.Size);

    /// <inheritdoc />
    public override string Words => Entries.Count == 0 ? "an empty mapping" : "a mapping";
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(Located<string> Key, YamlNode Value);
