using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Data;

/// <summary>Reads true answers off a table.</summary>
internal static class LabelReader
{
    /// <summary>The labels of these records; null when the table has none and none is asked for; PB1013 for labels of windows that have
    /// none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="data">What the manifest says of labels.</param>
    /// <param name="records">The records wanted, by their number in the table.</param>
    /// <param name="classes">Classes of the model; 0 when it answers a number.</param>
    public static Result<Labels>? Read(RecordTable table, DataEntry data, IReadOnlyList<int> records, int classes)
    {
        if (data.Label is null && table.LabelNames is null)
            return null;
        if (data.SequenceLength is { } length && data.Label is { } label && table.AreWindows && table.Find(label.Value) is null)
        {
            return Result<Labels>.Fail(
                DiagnosticCatalog.ManifestCombination, length.Span,
                $"'sequence-length' makes windows of all tokens, one after the other, and windows have no '{label.Value}'. Leave "
                + "'sequence-length' out where each record has its own answer, or 'label' where the model predicts the next token.");
        }

        var column = table.LabelNames is not null && data.Label is null
            ? Result<Column>.Ok(table.Find("label")!)
            : table.Require(data.Label!.Value, data.Label.Span);
        if (!column.IsOk)
            return column.As<Labels>();
        if (data.Classes.Count > 0 && classes > 0 && data.Classes.Count != classes)
            return Result<Labels>.Fail(
                DiagnosticCatalog.ManifestCombination, data.Classes[0].Span,
                $"'classes' names {data.Classes.Count}, and the model tells {classes} apart. Name all, in their order.");
        var names = data.Classes.Count > 0 ? data.Classes.Select(name => name.Value).ToArray() : table.LabelNames?.ToArray();
        var values = new double[records.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var text = Text(column.Value, records[i]);
            var named = names is null ? -1 : Array.IndexOf(names, text);
            if (named < 0 && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                return OutOfRange(column.Value, records[i], data.Label, text, classes);
            if (named >= 0)
                values[i] = named;
            if (!double.IsFinite(values[i]))
                return Result<Labels>.Fail(
                    DiagnosticCatalog.NumberUnreadable, column.Value.Place(records[i]), text, column.Value.Name, records[i]);
            if (classes > 0 && (values[i] < 0 || values[i] >= classes || !double.IsInteger(values[i])))
                return OutOfRange(column.Value, records[i], data.Label, text, classes);
        }

        return Result<Labels>.Ok(new Labels(values.ToValueList(), classes > 0));
    }

    /// <summary>PB3030 at the label, or at the key that asks for it where a record has no line, as in arrays.</summary>
    private static Result<Labels> OutOfRange(Column column, int record, Located<string>? asked, string text, int classes) =>
        Result<Labels>.Fail(
            DiagnosticCatalog.LabelOutOfRange, column.Place(record) ?? asked?.Span, text, Math.Max(1, classes), Math.Max(0, classes - 1));

    private static string Text(Column column, int record) => column switch
    {
        TextColumn text => text[record] ?? "",
        TensorColumn tensors => tensors[record].ToFloats() is [var only, ..] ? only.ToString(CultureInfo.InvariantCulture) : "",
        _ => "",
    };
}
