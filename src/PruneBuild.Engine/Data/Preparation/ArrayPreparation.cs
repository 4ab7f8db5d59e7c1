using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Columns of numbers to one input: arrays as they are, or one number for each column.</summary>
/// <param name="source">Where the columns are from.</param>
/// <param name="columns">Columns, in the input's order.</param>
/// <param name="input">The input they feed.</param>
/// <param name="shape">Shape of a record; empty to keep what the columns give.</param>
/// <param name="scale">Factor of every number.</param>
/// <param name="offset">Added after scaling.</param>
internal sealed class ArrayPreparation(
    string source, IReadOnlyList<Column> columns, ModelInput input, ValueList<long> shape, double scale, double offset)
    : IRecordPreparation
{
    /// <summary>True where a float would round what the input can hold.</summary>
    private bool IsExact => WholeNumbers.Are(input.Type) || input.Type == ElementType.Double;

    private string Words => columns.Count == 1
        ? $"its '{columns[0].Name}' has"
        : $"its {columns.Count} columns from '{columns[0].Name}' to '{columns[^1].Name}' have";

    /// <summary>The columns that a step names. A pattern does not mean the label.</summary>
    public static Result<IRecordPreparation> Open(
        ArrayStep step, RecordTable table, ValueList<ModelInput> inputs, string? label)
    {
        var columns = new List<Column>();
        foreach (var name in step.Columns)
        {
            var matching = table.Columns.Where(column => column.Name == name.Value
                || (column.Name != label && Glob.MatchesName(name.Value, column.Name))).ToArray();
            if (matching.Length == 0)
                return table.Require(name.Value, name.Span).As<IRecordPreparation>();
            columns.AddRange(matching);
        }

        var input = ModelInput.Named(inputs, step.Input, "input");
        return !input.IsOk ? input.As<IRecordPreparation>() : Result<IRecordPreparation>.Ok(new ArrayPreparation(
            table.Source, columns, input.Value, step.Shape.Select(size => (long)size.Value).ToValueList(), step.Scale.Value,
            step.Offset.Value));
    }

    /// <summary>Without steps a column feeds the input of its name; otherwise a model with one input takes
    /// all columns of numbers.</summary>
    public static IEnumerable<IRecordPreparation> Direct(RecordTable table, ValueList<ModelInput> inputs, string? label)
    {
        var free = inputs.Where(input => table.Find(input.Name) is null).ToArray();
        foreach (var input in inputs.Except(free))
            yield return new ArrayPreparation(table.Source, [table.Find(input.Name)!], input, [], 1, 0);
        var rest = table.Columns
            .Where(column => column.Name != label && inputs.All(input => input.Name != column.Name) && Numbers.IsNumeric(column)).ToArray();
        if (free.Length == 1 && inputs.Count == 1 && rest.Length > 0)
            yield return new ArrayPreparation(table.Source, rest, free[0], [], 1, 0);
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var parts = columns.Select(column => Numbers.Of(column, record)).ToArray();
        if (parts.FirstOrDefault(part => !part.IsOk) is { } wrong)
            return wrong.As<PreparedRecord>();
        var tensor = Scaled(parts.Length == 1 ? parts[0].Value! : Row([.. parts.Select(part => part.Value!)]));
        var wanted = Shape(tensor);
        if (wanted.Aggregate(1L, (count, size) => count * size) != tensor.Count)
        {
            return Result<PreparedRecord>.Fail(
                DiagnosticCatalog.RecordUnfit, columns[0].Place(record), record, source,
                $"{Words} {tensor.Count} numbers, and {(shape.Count > 0 ? "'shape' names" : $"input '{input.Name}' takes")} "
                + $"{string.Join('×', wanted)}; name the columns that belong to it with 'array' under 'prepare'");
        }

        return Result<PreparedRecord>.Ok(new PreparedRecord(
            new Dictionary<string, Tensor> { [input.Name] = new Tensor(tensor.Type, wanted, tensor.Memory) }, null));
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    /// <summary>Floats where the input takes such; else numbers that are exact.</summary>
    private Tensor Row(Tensor[] parts) =>
        !IsExact ? Tensor.Of([.. parts.SelectMany(part => part.ToFloats())])
        : Array.TrueForAll(parts, part => WholeNumbers.Are(part.Type)) ? Tensor.Of([.. parts.SelectMany(part => part.ToInt64s())])
        : Tensor.Of<double>(ElementType.Double, [.. parts.SelectMany(Numbers.ToDoubles)]);

    private Tensor Scaled(Tensor tensor)
    {
        if (scale == 1 && offset == 0)
            return tensor;
        var scaled = Array.ConvertAll(Numbers.ToDoubles(tensor), value => (value * scale) + offset);
        return IsExact
            ? Tensor.Of(ElementType.Double, scaled, tensor.Shape.Span)
            : Tensor.Of(Array.ConvertAll(scaled, value => (float)value), tensor.Shape.Span);
    }

    /// <summary>The stated shape; else the model's own when it is fixed and the record's rank differs; else the record's.</summary>
    private ValueList<long> Shape(Tensor tensor)
    {
        if (shape.Count > 0)
            return shape;
        var open = input.Shape.Skip(1).ToArray();
        return open.Length > 0 && open.All(size => size is not null) ? open.Select(size => size!.Value).ToValueList() : tensor.Shape;
    }
}
