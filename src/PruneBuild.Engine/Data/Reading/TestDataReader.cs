using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>
/// Reads ONNX's test data: folders <c>test_data_set_0</c>, <c>test_data_set_1</c>, …, each with <c>input_0.pb</c>, <c>input_1.pb</c>, …
/// (one tensor a file, its first axis the records). The outputs beside them are not read: gates compare with the original itself.
/// </summary>
internal static class TestDataReader
{
    private const string SetPattern = "test_data_set_*";
    private const string InputPattern = "input_*.pb";

    /// <summary>True for a folder of such sets, and for one set.</summary>
    public static bool IsTestData(string path) =>
        Directory.EnumerateDirectories(path, SetPattern).Any() || Directory.EnumerateFiles(path, InputPattern).Any();

    /// <summary>The records of all sets, one after the other: a column for each input, called as its tensor is, or <c>input_0</c>,
    /// <c>input_1</c>, ….</summary>
    /// <returns>The table; or PB3022 (no tensor, or one without records), PB3027 (no input),
    /// PB3028 (inputs of different numbers of records).</returns>
    public static Result<RecordTable> Read(string path) => DataFile.Guard(path, () =>
    {
        var sets = Directory.EnumerateDirectories(path, SetPattern).OrderBy(Number).DefaultIfEmpty(path).ToArray();
        var (names, values) = (new List<string>(), new List<List<Tensor>>());
        foreach (var set in sets)
        {
            foreach (var (i, file) in Directory.EnumerateFiles(set, InputPattern).OrderBy(Number).Index())
            {
                var read = DataFile.Read(file);
                if (!read.IsOk)
                    return read.As<RecordTable>();
                if (!TensorProtos.TryParse(read.Value, out var name, out var tensor, out var reason))
                    return DataFile.Malformed<RecordTable>(file, reason);
                if (tensor.Rank == 0 || tensor.Count == 0)
                    return DataFile.Malformed<RecordTable>(file, "its first axis is records, and it has none");
                if (i == names.Count)
                    (names, values) =
                        ([.. names, name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"input_{i}")], [.. values, []]);
                values[i].AddRange(Records(tensor));
            }

            if (values.Count > 0 && values.Find(column => column.Count != values[0].Count) is { } other)
            {
                return Result<RecordTable>.Fail(
                    DiagnosticCatalog.DataCountsDiffer, new SourceSpan(set), set, names[0], values[0].Count,
                    names[values.IndexOf(other)], other.Count);
            }
        }

        return values.Count == 0
            ? Result<RecordTable>.Fail(DiagnosticCatalog.DataEmpty, new SourceSpan(path), path)
            : Result<RecordTable>.Ok(new RecordTable(
                path, values[0].Count, names.Zip(values, (name, column) => (Column)new ListColumn(name, column)).ToValueList()));
    });

    private static IEnumerable<Tensor> Records(Tensor tensor)
    {
        var (count, shape) = ((int)tensor.Shape[0], tensor.Shape.Skip(1).ToValueList());
        var size = tensor.Memory.Length / count;
        return Enumerable.Range(0, count).Select(record => new Tensor(tensor.Type, shape, tensor.Memory.Slice(record * size, size)));
    }

    /// <summary>The number at the end of a name: set 10 comes after set 9.</summary>
    private static int Number(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return int.TryParse(name.AsSpan(name.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : int.MaxValue;
    }
}
