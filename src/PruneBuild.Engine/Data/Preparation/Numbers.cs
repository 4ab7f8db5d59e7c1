using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Numbers out of columns of any kind.</summary>
internal static class Numbers
{
    /// <summary>A record's value as a tensor without the axis of records; text must be a number.</summary>
    public static Result<Tensor> Of(Column column, int record)
    {
        switch (column)
        {
            case TensorColumn tensors:
                return Result<Tensor>.Ok(tensors[record]);
            case ListColumn lists when lists[record] is { } list:
                return Result<Tensor>.Ok(list);
            case TextColumn texts when float.TryParse(texts[record], NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return Result<Tensor>.Ok(Tensor.Of([number], 1));
            default:
                return Result<Tensor>.Fail(
                    DiagnosticCatalog.NumberUnreadable, column.Place(record), (column as TextColumn)?[record] ?? "", column.Name);
        }
    }

    /// <summary>True when the first record's text is a number.</summary>
    public static bool IsNumeric(Column column) => column is not FileColumn && column.Count > 0 && Of(column, 0).IsOk;
}
