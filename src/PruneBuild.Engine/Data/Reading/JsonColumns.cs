using PruneBuild.Engine.Data.Tables;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Reading;

/// <summary>Gathers the values of JSON lines by name. A name that a line lacks has no value there.</summary>
internal sealed class JsonColumns(string path)
{
    private readonly Dictionary<string, (List<object?> Values, List<int> Places)> columns = [];
    private readonly List<string> names = [];
    private readonly List<int> lines = [];

    /// <summary>Number of records.</summary>
    public int Count => lines.Count;

    /// <summary>The values that follow belong to the object of this line.</summary>
    public void StartRecord(int line) => lines.Add(line);

    /// <summary>Adds a value of the current record.</summary>
    /// <returns>False when there is none (null), or the record already has one.</returns>
    public bool Add(string name, object? value, int column)
    {
        if (!columns.TryGetValue(name, out var held))
        {
            held = columns[name] = ([], []);
            names.Add(name);
        }

        if (value is null || held.Values.Count == Count)
            return false;
        Fill(held, Count - 1);
        held.Values.Add(value is DBNull ? null : value);
        held.Places.Add(column);
        return true;
    }

    /// <summary>The table: a column of lists where any record has a list, else a column of text.</summary>
    public RecordTable ToTable() => new(path, Count, names.Select(ToColumn).ToValueList());

    private Column ToColumn(string name)
    {
        var held = columns[name];
        Fill(held, Count);
        var places = new CellPlaces(path, lines, held.Places);
        return held.Values.Exists(value => value is Tensor)
            ? new ListColumn(name, held.Values.ConvertAll(value => value as Tensor), places)
            : new TextColumn(name, held.Values.ConvertAll(value => (value as JsonNumber)?.Text ?? value as string), places)
            {
                IsNumbers = held.Values.Exists(value => value is JsonNumber) && !held.Values.Exists(value => value is string),
            };
    }

    private static void Fill((List<object?> Values, List<int> Places) held, int count)
    {
        while (held.Values.Count < count)
        {
            held.Values.Add(null);
            held.Places.Add(1);
        }
    }
}

/// <summary>A number or truth value as it is written, without quotes around it.</summary>
internal sealed record JsonNumber(string Text);
