using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Numbers out of columns of any kind.</summary>
internal static class Numbers
{
    /// <summary>A record's value as a tensor without the axis of records; text must be a number, and none may be NaN.</summary>
    /// <remarks>Arrays may hold infinities: masks that are added to scores do.</remarks>
    public static Result<Tensor> Of(Column column, int record)
    {
        var value = Find(column, record);
        if (value is not null && !(column is TextColumn ? value.ToFloats().Any(number => !float.IsFinite(number)) : HasNaN(value)))
            return Result<Tensor>.Ok(value);
        return Result<Tensor>.Fail(
            DiagnosticCatalog.NumberUnreadable, column.Place(record),
            (column as TextColumn)?[record] ?? (value is null ? "" : "NaN"), column.Name, record);
    }

    /// <summary>True when the first record's text is a number; a bad one is no reason to leave its column out.</summary>
    public static bool IsNumeric(Column column) => column is not FileColumn && column.Count > 0 && Find(column, 0) is not null;

    private static Tensor? Find(Column column, int record) => column switch
    {
        TensorColumn tensors => tensors[record],
        ListColumn lists => lists[record],
        TextColumn texts when float.TryParse(texts[record], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            Tensor.Of([number], 1),
        _ => null,
    };

    private static bool HasNaN(Tensor tensor) =>
        tensor.Type.IsFloat() && tensor.ToFloats().Any(float.IsNaN);
}
