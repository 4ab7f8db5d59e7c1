using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>A value of the manifest and where it stands.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Value">The value; a default of the schema when the manifest does not have it.</param>
/// <param name="Span">Its place; for a default, the place of the mapping that could have had it.</param>
public sealed record Located<T>(T Value, SourceSpan Span)
    where T : notnull
{
    /// <summary>Another value at the same place.</summary>
    public Located<TOther> With<TOther>(TOther value)
        where TOther : notnull => new(value, Span);

    /// <summary>The value's own text: messages show it without its place.</summary>
    public override string ToString() => Value.ToString() ?? "";
}
