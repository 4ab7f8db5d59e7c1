using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Drafting;

/// <summary>A table of records, and what its columns look like.</summary>
/// <param name="Table">The records.</param>
/// <param name="Header">False when the first line of the file is a record already.</param>
internal sealed record TableSketch(RecordTable Table, bool Header)
{
    private const int Looked = 500;
    private static readonly string[] LabelNames = ["label", "labels", "class", "target", "category", "score", "quality", "sentiment", "y"];
    private static readonly string[] NumberSuffixes = ["_index", "_idx", "_id", "-index", "-id", " index", " id"];

    /// <summary>Reads a file or folder.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="window">Tokens of a record, for token streams and long texts.</param>
    public static Result<TableSketch> Read(string path, int window)
    {
        var named = TableReader.Read(path, header: true, window);
        if (DataFile.Extension(path) is not (".tsv" or ".csv") || Directory.Exists(path))
            return named.IsOk ? Result<TableSketch>.Ok(new TableSketch(named.Value, true)) : named.As<TableSketch>();
        if (named.IsOk && !named.Value.Columns.Any(column => IsValue((TextColumn)column)))
            return Result<TableSketch>.Ok(new TableSketch(named.Value, true));
        var bare = TableReader.Read(path, header: false, window);
        return bare.IsOk ? Result<TableSketch>.Ok(new TableSketch(bare.Value, false)) : named.As<TableSketch>();
    }

    /// <summary>Columns of sentences, longest first: text with spaces in it.</summary>
    public IReadOnlyList<TextColumn> Sentences =>
    [
        .. Table.Columns.OfType<TextColumn>()
            .Where(column => Values(column).Count(text => text.Contains(' ')) * 2 > Values(column).Count())
            .OrderByDescending(column => Values(column).Average(text => text.Length)),
    ];

    /// <summary>The column of true answers: one of a name that says so, numbers before words, else the last that could be.</summary>
    /// <param name="classes">Classes of the model; 0 when it answers a number.</param>
    public Column? Label(int classes)
    {
        var sentences = Sentences;
        var possible = Table.Columns.Where(
            column => column is not FileColumn && !sentences.Contains(column) && CouldBeLabel(column, classes)).ToArray();
        var named = possible.Where(column => IsLabelName(column.Name.ToLowerInvariant())).ToArray();
        return named.FirstOrDefault(column => Words(column).Count == 0) ?? named.FirstOrDefault() ?? possible.LastOrDefault();
    }

    /// <summary>The different texts of a column of labels in ordinal order; empty when all of them are numbers.</summary>
    public static ValueList<string> Words(Column column)
    {
        var words = column is TextColumn texts ? Enumerable.Range(0, texts.Count).Select(i => texts[i] ?? "").Distinct().ToArray() : [];
        return words.All(IsNumber) ? [] : words.Order(StringComparer.Ordinal).ToValueList();
    }

    /// <summary>The different whole numbers of a column of labels in ascending order, where they are as many as the model has classes and
    /// do not count from 0 (1 and 2, -1 and 1); else empty.</summary>
    /// <param name="column">The column.</param>
    /// <param name="classes">Classes of the model.</param>
    public static ValueList<string> OtherNumbers(Column column, int classes)
    {
        string[] words = column is TextColumn texts
            ? [.. Enumerable.Range(0, texts.Count).Select(i => texts[i] ?? "").Distinct().Take(classes + 1)]
            : [];
        return words.Length == classes && words.All(word => Whole(word) is not null) && words.Any(word => !IsClass(word, classes))
            ? words.OrderBy(Whole).ToValueList()
            : [];
    }

    private static bool IsClass(string text, int classes) => Whole(text) is { } label && label >= 0 && label < classes;

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsLabelName(string name) =>
        LabelNames.Contains(NumberSuffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } suffix
            ? name[..^suffix.Length]
            : name);

    private static bool CouldBeLabel(Column column, int classes) => column switch
    {
        TensorColumn tensors => tensors.RecordShape.Aggregate(1L, (count, size) => count * size) == 1,
        TextColumn texts when classes == 0 => Values(texts).All(IsNumber),
        TextColumn texts => Values(texts).Distinct().Count() is >= 2 and var count && count <= Math.Max(2, classes)
            && (Words(texts).Count > 0
                || Values(texts).All(text => IsClass(text, classes))
                || (IsLabelName(texts.Name.ToLowerInvariant()) && OtherNumbers(texts, classes).Count > 0)),
        _ => false,
    };

    /// <summary>True when a column's name looks like one of its values: then the file has no header.</summary>
    private static bool IsValue(TextColumn column) =>
        IsNumber(column.Name) || (Values(column).Distinct().Count() is >= 2 and <= 300 && Values(column).Contains(column.Name));

    private static IEnumerable<string> Values(TextColumn column) =>
        Enumerable.Range(0, Math.Min(Looked, column.Count)).Select(i => column[i] ?? "");

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
