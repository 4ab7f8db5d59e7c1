using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Where records could come from, for one model.</summary>
/// <param name="Sketch">The model.</param>
/// <param name="Table">The records to calibrate on.</param>
/// <param name="Calibration">Full path of them.</param>
/// <param name="Validation">Full path of the records to judge on.</param>
/// <param name="Vocabularies">Full paths of vocabularies, likeliest first.</param>
/// <param name="Answers">A table beside the records with one row for each; null where there is none.</param>
/// <param name="ClassNames">Names of the model's classes in the order of its outputs; empty when no file says them.</param>
/// <param name="Relative">Writes a full path as the manifest does.</param>
internal sealed record Source(
    ModelSketch Sketch, TableSketch Table, string Calibration, string Validation, ValueList<string> Vocabularies, TableSketch? Answers,
    ValueList<string> ClassNames, Func<string, string> Relative)
{
    private const int CalibrationRecords = 2000;
    private const int ValidationRecords = 5000;

    // Windows of a language model have hundreds of answers each.
    private const int CalibrationWindows = 512;
    private const int ValidationWindows = 1000;

    // With fewer, a half would be too few to calibrate on.
    private const int RecordsToHalve = 1000;
    private const int WindowsToHalve = 64;

    private bool IsLanguageModel => Sketch.Answer == AnswerKind.NextToken;

    /// <summary>A draft with these steps; the label is the one that fits the model.</summary>
    /// <param name="prepare">Steps, as flow mappings.</param>
    /// <param name="sequenceLength">Tokens of a window; null for records with a length of their own.</param>
    /// <param name="records">Records to calibrate on; null for as many as the table has.</param>
    /// <param name="why">What was chosen, for a comment.</param>
    public DataDraft Draft(IEnumerable<string> prepare, int? sequenceLength = null, int? records = null, string why = "")
    {
        var (labelled, count) =
            (Table.Label(Sketch.Classes) is null && Answers is not null ? Answers : Table, records ?? Table.Table.Count);
        var most = IsLanguageModel ? CalibrationWindows : CalibrationRecords;
        var isHalved = Validation == Calibration && count >= (IsLanguageModel ? WindowsToHalve : RecordsToHalve);
        int? skip = isHalved ? Math.Min(count / 2, most) : null;
        var hasFolders = Table.Table.LabelNames is not null;
        var label = hasFolders || IsLanguageModel ? null : labelled.Label(Sketch.Classes);
        return new DataDraft(
            Relative(Calibration),
            skip ?? Most(count, most),
            Relative(Validation),
            skip is { } others ? Most(count - others, IsLanguageModel ? ValidationWindows : ValidationRecords) : null,
            Table.Header,
            label?.Name,
            Classes(label),
            prepare.ToValueList(),
            sequenceLength,
            label is not null || hasFolders,
            why)
        {
            ValidationSkip = skip,
            Labels = label is not null && labelled == Answers ? Relative(Answers.Table.Source) : null,
        };
    }

    private static int? Most(int count, int most) => count > most ? most : null;

    /// <summary>The words of the label in the order of the model's outputs: a file's where it has them all, else sorted.</summary>
    private ValueList<string> Classes(Column? label)
    {
        var words = Sketch.Classes == 0 ? [] : label is null ? Table.Table.LabelNames ?? [] : TableSketch.Words(label);
        if (words.Count > 0 && words.All(word => ClassNames.Contains(word)))
            return ClassNames;
        if (label is null)
            return [];
        return words.Count > 0 || Sketch.Classes == 0 ? words : TableSketch.OtherNumbers(label, Sketch.Classes);
    }
}
