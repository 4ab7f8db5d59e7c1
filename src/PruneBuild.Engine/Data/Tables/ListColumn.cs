using PruneBuild.Diagnostics;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Tables;

/// <summary>A column of arrays whose shapes may differ between records, as lists in JSON lines are.</summary>
/// <param name="name">What prune.yaml calls it.</param>
/// <param name="values">One a record; null where a record has none.</param>
/// <param name="places">Where each stands; null when the file has no lines.</param>
public sealed class ListColumn(string name, IReadOnlyList<Tensor?> values, CellPlaces? places = null) : Column(name)
{
    /// <inheritdoc />
    public override int Count => values.Count;

    /// <summary>The array of a record; null when it has none.</summary>
    public Tensor? this[int record] => values[record];

    /// <inheritdoc />
    public override SourceSpan? Place(int record) => places?.At(record);
}
