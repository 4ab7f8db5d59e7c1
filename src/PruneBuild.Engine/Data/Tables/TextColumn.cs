using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>A column of text: sentences, names, or numbers as they are written.</summary>
/// <param name="name">What prune.yaml calls it.</param>
/// <param name="texts">One a record; null where a record has none.</param>
/// <param name="places">Where each stands; null when the file has no lines.</param>
public sealed class TextColumn(string name, IReadOnlyList<string?> texts, CellPlaces? places = null) : Column(name)
{
    /// <summary>True where the file says that all of it are numbers or truth values, as JSON does and tables do not.</summary>
    public bool IsNumbers { get; init; }

    /// <inheritdoc />
    public override int Count => texts.Count;

    /// <summary>The text of a record; null when it has none.</summary>
    public string? this[int record] => texts[record];

    /// <inheritdoc />
    public override SourceSpan? Place(int record) => places?.At(record);
}
