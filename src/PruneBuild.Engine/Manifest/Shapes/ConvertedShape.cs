using System.Text.Json.Nodes;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A shape whose value becomes another one; its YAML stays the same.</summary>
internal sealed class ConvertedShape<TFrom, T>(Shape<TFrom> inner, Func<Located<TFrom>, T> convert) : Shape<T>
    where TFrom : notnull
    where T : notnull
{
    /// <inheritdoc />
    public override string Words => inner.Words;

    /// <inheritdoc />
    public override string Label => inner.Label;

    /// <inheritdoc />
    public override IEnumerable<Shape> Parts => [inner];

    /// <inheritdoc />
    public override Located<T>? Read(YamlNode node, Located<string> name, DiagnosticLog log) =>
        inner.Read(node, name, log) is { } value ? value.With(convert(value)) : null;

    /// <inheritdoc />
    public override JsonObject ToJson() => inner.ToJson();
}
