using System.Globalization;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Numbers for models that take numbers: arrays, columns, pixels of the model's own shape.</summary>
internal static class ArrayDrafts
{
    private const int Looked = 300;
    private static readonly char[] Digits = [.. "0123456789"];

    /// <summary>Ways to bring the records' numbers into the model, likeliest first.</summary>
    public static IEnumerable<DataDraft> Of(Source source)
    {
        var inputs = source.Sketch.Inputs;
        if (inputs.All(input => source.Table.Table.Find(input.Name) is not null))
            yield return source.Draft([]);
        if (inputs.Count != 1 || inputs[0].Shape.Count < 2)
            yield break;
        var label = source.Table.Label(source.Sketch.Classes);
        var columns = source.Table.Table.Columns.Where(column => column != label && Numbers.IsNumeric(column)).ToArray();
        var shape = inputs[0].Shape.Skip(1).ToArray();
        var size = shape.Aggregate(1L, (count, extent) => count * (extent ?? 1));
        var open = shape.Any(extent => extent is null);
        if (columns.Length == 0)
            yield break;
        if (columns[0] is TensorColumn pixels
            && pixels.RecordShape.Aggregate(1L, (count, extent) => count * extent) is var numbers
            && (open || numbers == size))
        {
            foreach (var (scale, offset, words) in Scales(pixels.Values.Type))
                yield return source.Draft([Step(pixels.Name, open ? [] : shape, scale, offset)], why: words);
        }
        else if (columns.All(column => column is TextColumn) && (open || columns.Length == size))
        {
            foreach (var (scale, isRange, words) in ColumnScales(columns))
                yield return source.Draft(
                    [Step(Names(source.Table.Table, columns), open ? [] : shape, scale, 0)], why: words) with { FitsRange = isRange };
        }
    }

    /// <summary>Bytes are scaled as training code scales them; other numbers are taken as they are.</summary>
    private static IEnumerable<(double Scale, double Offset, string Why)> Scales(ElementType type)
    {
        if (type != ElementType.UInt8)
            return [(1, 0, "")];
        const double byteShare = 1.0 / 255;
        return
        [
            (byteShare, 0, "pixels scaled to 0..1"),
            (byteShare / 0.3081, -0.1307 / 0.3081, "pixels scaled to 0..1, minus 0.1307, divided by 0.3081 (MNIST's mean and deviation)"),
            (2 * byteShare, -1, "pixels scaled to -1..1"),
            (1, 0, "pixels as they are, 0..255"),
        ];
    }

    /// <summary>Numbers as they are, and divided by 16 or 255 where that is the range that they lie in;
    /// pixels when they are whole, too.</summary>
    private static IEnumerable<(double Scale, bool IsRange, string Why)> ColumnScales(Column[] columns)
    {
        var values = columns.SelectMany(column => Enumerable.Range(0, Math.Min(Looked, column.Count))
            .SelectMany(i => Numbers.Of(column, i).Value?.ToFloats() ?? [])).ToArray();
        var (largest, areWhole) =
            (values.DefaultIfEmpty().Max(), Array.TrueForAll(values, value => value >= 0 && value == MathF.Floor(value)));
        yield return (1, false, "");
        if (largest is > 1 and <= 16)
            yield return (1.0 / 16, areWhole, "numbers divided by 16");
        if (largest is > 16 and <= 255)
            yield return (1.0 / 255, areWhole, "numbers divided by 255");
    }

    /// <summary>One pattern where it takes just these columns, <c>pixel*</c>; else their names.</summary>
    private static string Names(RecordTable table, Column[] columns)
    {
        var prefix = columns[0].Name.TrimEnd(Digits);
        var isOne = columns.Length > 1 && prefix.Length > 0 && prefix.IndexOfAny(['*', '?']) < 0
            && Array.TrueForAll(columns, column => column.Name.Length > prefix.Length && column.Name.TrimEnd(Digits) == prefix)
            && table.Columns.Where(column => Glob.MatchesName($"{prefix}*", column.Name)).SequenceEqual(columns);
        return isOne ? YamlText.Of($"{prefix}*") : $"[{string.Join(", ", columns.Select(column => YamlText.Of(column.Name)))}]";
    }

    private static string Step(string columns, long?[] shape, double scale, double offset)
    {
        var parts = new List<string> { $"columns: {columns}" };
        if (shape.Length > 0)
            parts.Add($"shape: [{string.Join(", ", shape)}]");
        if (scale != 1)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"scale: {scale:0.########}"));
        if (offset != 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"offset: {offset:0.########}"));
        return $"array: {{ {string.Join(", ", parts)} }}";
    }
}
