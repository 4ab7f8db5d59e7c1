using System.Text;
using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest;

/// <summary>Writes the docs of prune.yaml from its schema.</summary>
internal static class ManifestReference
{
    /// <summary>A section for each mapping and each list of words.</summary>
    public static string Write(IEnumerable<IMapping> mappings, IEnumerable<IChoices> words)
    {
        var text = new StringBuilder(
            "# prune.yaml\n\nGenerated from the schema that the tool reads manifests by; `dotnet prune schema` prints it for editors.\n"
            + "Every key of the manifest, its type, its default (**required** when it must be there) and its meaning.\n");
        foreach (var mapping in mappings)
            Append(text, mapping);
        foreach (var choices in words)
            Append(text, choices);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IMapping mapping)
    {
        text.Append('\n').Append("## ").Append(mapping.Title).Append("\n\n").Append(mapping.Docs).Append("\n\n");
        if (mapping.IsOneOf)
            text.Append("Exactly one of these keys:\n\n");
        text.Append("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in mapping.Keys)
        {
            var value = key.IsRequired ? "**required**" : key.Default is null ? "" : $"`{key.Default}`";
            text.Append("| `").Append(key.Name).Append("` | ").Append(MarkdownText.Cell(key.Shape.Label)).Append(" | ").Append(value)
                .Append(" | ").Append(MarkdownText.Cell(key.Docs)).Append(" |\n");
        }
    }

    private static void Append(StringBuilder text, IChoices choices)
    {
        text.Append('\n').Append("## ").Append(choices.Title).Append("\n\n");
        foreach (var (word, docs) in choices.Listed)
            text.Append("- `").Append(word).Append("`: ").Append(docs).Append('\n');
    }
}
