using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest.Shapes;

/// <summary>The values of one mapping by their keys.</summary>
/// <param name="name">The key that the mapping stands under.</param>
/// <param name="span">Where the mapping begins.</param>
internal sealed class KeyValues(Located<string> name, SourceSpan span)
{
    private readonly List<(Key Key, Located<string> Name, object Value)> read = [];

    /// <summary>The key that the mapping stands under.</summary>
    public Located<string> Name => name;

    /// <summary>Where the mapping begins.</summary>
    public SourceSpan Span => span;

    /// <summary>Notes what was read.</summary>
    public void Add(Key key, Located<string> place, object value) => read.Add((key, place, value));

    /// <summary>The value of a key that is there, or has a default.</summary>
    public Located<T> Get<T>(Key<T> key)
        where T : notnull => Find(key) ?? new Located<T>(key.DefaultValue, Span);

    /// <summary>The value of a key that may be there.</summary>
    public Located<T>? Find<T>(Key<T> key)
        where T : notnull => (Located<T>?)read.Find(entry => entry.Key == key).Value;

    /// <summary>The items of a list that may be there.</summary>
    public ValueList<Located<T>> List<T>(Key<ValueList<Located<T>>> key)
        where T : notnull => Find(key)?.Value ?? [];

    /// <summary>True when the key is there.</summary>
    public bool Has(Key key) => read.Exists(entry => entry.Key == key);

    /// <summary>Where the key itself stands; the mapping's name when it is not there.</summary>
    public SourceSpan PlaceOf(Key key) => read.Find(entry => entry.Key == key).Name?.Span ?? name.Span;

    /// <summary>The values of one type in the manifest's order.</summary>
    public IEnumerable<Located<T>> InOrder<T>()
        where T : notnull => read.Select(entry => entry.Value).OfType<Located<T>>();
}
