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

    /// <summary>Every element as a double: exact, but for 64-bit integers beyond 2^53.</summary>
    public static double[] ToDoubles(Tensor tensor) => tensor.Type == ElementType.Double ? tensor.As<double>().ToArray()
        : WholeNumbers.Are(tensor.Type) ? Array.ConvertAll(tensor.ToInt64s(), number => (double)number)
        : Array.ConvertAll(tensor.ToFloats(), number => (double)number);

    /// <summary>A tensor's numbers in a float type, rounded once.</summary>
    public static Tensor As(ElementType type, Tensor tensor) => type == ElementType.Double
        ? new Tensor(type, tensor.Shape, Tensor.Of(type, ToDoubles(tensor)).Memory)
        : new Tensor(type, tensor.Shape, Tensor.OfFloats(type, tensor.ToFloats()).Memory);

    private static Tensor? Find(Column column, int record) => column switch
    {
        TensorColumn tensors => tensors[record],
        ListColumn lists => lists[record],
        TextColumn texts => Parse(texts[record]),
        _ => null,
    };

    /// <summary>Whole numbers stay what they are: a float holds them up to 2^24 only.</summary>
    private static Tensor? Parse(string? text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? Tensor.Of([whole], 1)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Tensor.Of<double>(ElementType.Double, [number], 1)
        : null;

    /// <summary>Whether a number of a tensor is NaN.</summary>
    public static bool HasNaN(Tensor tensor) =>
        tensor.Type.IsFloat() && tensor.ToFloats().Any(float.IsNaN);
}
