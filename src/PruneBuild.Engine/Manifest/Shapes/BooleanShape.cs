using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>True or false.</summary>
internal sealed class BooleanShape : Shape<bool>
{
    /// <inheritdoc />
    public override string Words => "true or false";

    /// <inheritdoc />
    public override Located<bool>? Read(YamlNode node, Located<string> name, DiagnosticLog log) =>
        node is YamlScalar { Boolean: { } value } ? new(value, node.Span) : WrongType(node, name, log);

    /// <inheritdoc />
    public override JsonObject ToJson() => new() { ["type"] = "boolean" };
}
