using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A list of one or more; a single value stands for a list of one where that is allowed.</summary>
/// <param name="item">What is in it.</param>
/// <param name="takesOne">True when a value without brackets is taken too.</param>
internal sealed class ListShape<T>(Shape<T> item, bool takesOne = false) : Shape<ValueList<Located<T>>>
    where T : notnull
{
    /// <inheritdoc />
    public override string Words => takesOne ? $"{item.Words}, or a list of them" : $"a list of {item.Words}";

    /// <inheritdoc />
    public override string Label => takesOne ? $"{item.Label}, or a list" : $"list: {item.Label}";

    /// <inheritdoc />
    public override IEnumerable<Shape> Parts => [item];

    /// <inheritdoc />
    public override Located<ValueList<Located<T>>>? Read(YamlNode node, Located<string> name, DiagnosticLog log)
    {
        if (node is YamlList { Items.Count: > 0 } list)
        {
            var read = list.Items.Select(entry => item.Read(entry, new(name.Value, entry.Span), log)).ToList();
            return read.Contains(null) ? null : new(read.Select(value => value!).ToValueList(), node.Span);
        }

        if (!takesOne || node is YamlList or YamlScalar { IsNull: true })
            return WrongType(node, name, log);
        return item.Read(node, name, log) is { } one ? new([one], node.Span) : null;
    }

    /// <inheritdoc />
    public override JsonObject ToJson()
    {
        var list = new JsonObject { ["type"] = "array", ["items"] = item.ToJson(), ["minItems"] = 1 };
        return takesOne ? new JsonObject { ["anyOf"] = new JsonArray(item.ToJson(), list) } : list;
    }
}
