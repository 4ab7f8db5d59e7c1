using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>One of some words.</summary>
/// <param name="title">What the words are, for a section of the docs; null when the table's row says enough.</param>
/// <param name="choices">The words.</param>
internal sealed class ChoiceShape<T>(string? title, IReadOnlyList<Choice<T>> choices) : Shape<T>, IChoices
    where T : notnull
{
    /// <inheritdoc />
    public override string Words => choices.Count > 8 ? $"a {title}" : string.Join(", ", Names);

    /// <inheritdoc />
    public override string Label => title is null
        ? string.Join(", ", Names.Select(word => $"`{word}`"))
        : $"[{title}](#{MarkdownText.Anchor(title)})";

    /// <inheritdoc />
    public string? Title => title;

    /// <inheritdoc />
    public IEnumerable<(string Word, string Docs)> Listed => choices.Select(choice => (choice.Word, choice.Docs));

    /// <summary>The word that stands for a value.</summary>
    public string WordOf(T value) => choices.First(choice => choice.Value.Equals(value)).Word;

    private IEnumerable<string> Names => choices.Select(choice => choice.Word);

    /// <inheritdoc />
    public override Located<T>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
            return WrongType(node, name, log);
        if (choices.FirstOrDefault(choice => choice.Word == scalar.Text) is { } choice)
            return new(choice.Value, scalar.Span);
        log.Report(DiagnosticCatalog.ManifestUnknownWord, scalar.Span, Readable.Short(name.Value), Readable.Short(scalar.Text),
            NearestName.Hint(scalar.Text, Names), string.Join(", ", Names));
        return null;
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => new() { ["enum"] = new JsonArray([.. Names.Select(word => JsonValue.Create(word))]) };
}

/// <summary>A word and what it means.</summary>
internal sealed record Choice<T>(string Word, T Value, string Docs);

/// <summary>Words with a section of their own in the docs.</summary>
internal interface IChoices
{
    /// <summary>Heading; null for no section.</summary>
    string? Title { get; }

    /// <summary>The words with what they mean.</summary>
    IEnumerable<(string Word, string Docs)> Listed { get; }
}
