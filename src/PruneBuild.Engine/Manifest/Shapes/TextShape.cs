using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>Text that is not empty: names of columns, inputs, classes.</summary>
internal sealed class TextShape(string words = "text") : Shape<string>
{
    /// <inheritdoc />
    public override string Words => words;

    /// <inheritdoc />
    public override Located<string>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is not YamlScalar scalar || scalar.IsNull)
            return WrongType(node, name, log);
        if (!scalar.IsText)
            return WrongType(node, name, log, $" Write '{scalar.Text}' in quotes if it is meant as text.");
        return scalar.Text.Trim().Length > 0 ? new(scalar.Text, scalar.Span) : OutOfRange(scalar, name, log, " It is empty.");
    }

    /// <inheritdoc />
    public override JsonObject ToJson() => new() { ["type"] = "string", ["minLength"] = 1 };
}
