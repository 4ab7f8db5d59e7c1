using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Yaml;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>A key of a mapping: name, type, default, docs.</summary>
/// <param name="name">As it is written.</param>
/// <param name="shape">What it takes.</param>
/// <param name="docs">A sentence or two.</param>
internal abstract class Key(string name, Shape shape, string docs)
{
    /// <summary>As it is written.</summary>
    public string Name => name;

    /// <summary>What it takes.</summary>
    public Shape Shape => shape;

    /// <summary>A sentence or two.</summary>
    public string Docs => docs;

    /// <summary>True when the mapping is useless without it.</summary>
    public bool IsRequired { get; private protected init; }

    /// <summary>The default as YAML; null for none.</summary>
    public string? Default { get; private protected init; }

    /// <summary>Reads its value; a <c>Located</c> of the key's type, or null when the log got a reason.</summary>
    public abstract object? Read(YamlNode node, Located<string> name, DiagnosticLog log);

    /// <summary>A key that must be there.</summary>
    public static Key<T> Required<T>(string name, Shape<T> shape, string docs)
        where T : notnull => new(name, shape, docs, true, null);

    /// <summary>A key that may be there.</summary>
    public static Key<T> Optional<T>(string name, Shape<T> shape, string docs)
        where T : notnull => new(name, shape, docs, false, null);

    /// <summary>A key that has a value when it is not there.</summary>
    /// <param name="name">As it is written.</param>
    /// <param name="shape">What it takes.</param>
    /// <param name="default">The value as YAML would have it: read through the shape, so that docs and behaviour are one.</param>
    /// <param name="docs">A sentence or two.</param>
    public static Key<T> Defaulted<T>(string name, Shape<T> shape, string @default, string docs)
        where T : notnull => new(name, shape, docs, false, @default);
}

/// <summary>A key whose values are read as <typeparamref name="T" />.</summary>
internal sealed class Key<T> : Key
    where T : notnull
{
    private readonly Shape<T> shape;
    private readonly T? defaultValue;

    public Key(string name, Shape<T> shape, string docs, bool isRequired, string? @default)
        : base(name, shape, docs)
    {
        (this.shape, IsRequired, Default) = (shape, isRequired, @default);
        if (@default is not null)
            defaultValue = ReadDefault(@default);
    }

    /// <summary>The value of a key that is not there.</summary>
    /// <exception cref="InvalidOperationException">The key has no default.</exception>
    public T DefaultValue => Default is not null ? defaultValue! : throw new InvalidOperationException($"Key '{Name}' has no default.");

    /// <inheritdoc />
    public override object? Read(YamlNode node, Located<string> name, DiagnosticLog log) => shape.Read(node, name, log);

    private T ReadDefault(string text)
    {
        var place = new SourceSpan("");
        var log = new DiagnosticLog();
        var read = shape.Read(new YamlScalar(place, text), new Located<string>(Name, place), log);
        return read is not null
            ? read.Value
            : throw new InvalidOperationException($"Default '{text}' of '{Name}': {log.InOrder()[0].Message}");
    }
}
