using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Data;

/// <summary>The records of a data set as a table: read, with the labels of another file,
/// and cut into windows where they are one long text.</summary>
internal static class DataSetTable
{
    /// <summary>The table.</summary>
    /// <param name="data">The model's data in the manifest.</param>
    /// <param name="set">Which of its sets.</param>
    /// <param name="manifest">Resolves paths.</param>
    /// <returns>The table; or what is wrong with a file, at its place or the manifest's.</returns>
    public static Result<RecordTable> Read(DataEntry data, DataSetEntry set, PruneManifest manifest)
    {
        var table = At(
            set.File, TableReader.Read(manifest.Resolve(set.File.Value), set.Header.Value, data.SequenceLength?.Value ?? 0));
        if (table.IsOk && set.Labels is { } labels)
        {
            var answers = TableReader.Read(manifest.Resolve(labels.Value), set.Header.Value, window: 0);
            table = At(labels, Join(table.Value, answers, data.Label));
        }

        if (!table.IsOk || data.SequenceLength is not { } length)
            return table;
        if (data.Prepare.OfType<TokenizeStep>().FirstOrDefault() is { } step)
            return TokenWindows.Cut(step, manifest.Resolve(step.Vocabulary.Value), table.Value, length.Value);
        return table.Value.AreWindows
            ? table
            : Result<RecordTable>.Fail(
                DiagnosticCatalog.ManifestCombination, length.Span,
                "'sequence-length' cuts token streams, and texts after 'tokenize', into windows, and "
                + $"the records of '{set.File.Value}' are neither. Remove it; 'max-length' of 'tokenize' cuts each text by itself.");
    }

    /// <summary>The records with the columns of another table that they lack, row by row; true answers are the other table's, whatever
    /// the records say.</summary>
    private static Result<RecordTable> Join(RecordTable table, Result<RecordTable> labels, Located<string>? label)
    {
        if (!labels.IsOk)
            return labels;
        if (labels.Value.Count != table.Count)
        {
            return Result<RecordTable>.Fail(
                DiagnosticCatalog.LabelCountDiffers, new SourceSpan(labels.Value.Source), labels.Value.Source,
                labels.Value.Count, table.Source, table.Count);
        }

        if (label is not null && labels.Value.Require(label.Value, label.Span) is { IsOk: false } missing)
            return missing.As<RecordTable>();
        var own = table.Columns.Where(column => column.Name != label?.Value).ToArray();
        return Result<RecordTable>.Ok(table with
        {
            Columns = [.. own, .. labels.Value.Columns.Where(column => !Array.Exists(own, other => other.Name == column.Name))],
            LabelNames = label is null ? table.LabelNames ?? labels.Value.LabelNames : labels.Value.LabelNames,
        });
    }

    private static Result<RecordTable> At(Located<string> place, Result<RecordTable> result) =>
        result.IsOk ? result : result.As<RecordTable>(place.Span);
}
