using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>What a value of prune.yaml may be. Reading, the JSON schema and the docs all come from it.</summary>
internal abstract class Shape
{
    /// <summary>What it takes, in the words of a message: "a share such as 50%".</summary>
    public abstract string Words { get; }

    /// <summary>Shapes inside this one, for the walk over the schema.</summary>
    public virtual IEnumerable<Shape> Parts => [];

    /// <summary>Its type in a table of the docs, Markdown.</summary>
    public virtual string Label => Words;

    /// <summary>Its JSON schema; mappings are referred to by name.</summary>
    public abstract JsonObject ToJson();
}

/// <summary>A shape whose values are read as <typeparamref name="T" />.</summary>
internal abstract class Shape<T> : Shape
    where T : notnull
{
    /// <summary>Reads a value.</summary>
    /// <param name="node">What stands there.</param>
    /// <param name="name">The key that it stands under.</param>
    /// <param name="log">Takes what is wrong.</param>
    /// <returns>The value at its place; null when the log got a reason.</returns>
    public abstract Located<T>? Read(YamlNode node, Located<string> name, DiagnosticLog log);

    /// <summary>The same YAML, made into something else.</summary>
    public Shape<TOther> Select<TOther>(Func<Located<T>, TOther> convert)
        where TOther : notnull => new ConvertedShape<T, TOther>(this, convert);

    /// <summary>Notes that the node is of another type.</summary>
    protected Located<T>? WrongType(YamlNode node, Located<string> name, DiagnosticLog log, string wayOut = "")
    {
        var place = node is YamlScalar { IsNull: true } ? name.Span : node.Span;
        log.Report(DiagnosticCatalog.ManifestWrongType, place, Readable.Short(name.Value), Words, node.Words, wayOut);
        return null;
    }

    /// <summary>Notes that the value is of the right type and not allowed.</summary>
    protected Located<T>? OutOfRange(YamlScalar node, Located<string> name, DiagnosticLog log, string wayOut = "")
    {
        log.Report(DiagnosticCatalog.ManifestOutOfRange, node.Span, Readable.Short(name.Value), Words, Readable.Short(node.Text), wayOut);
        return null;
    }
}
