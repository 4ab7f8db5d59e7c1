namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Where records could come from, for one model.</summary>
/// <param name="Sketch">The model.</param>
/// <param name="Table">The records to calibrate on.</param>
/// <param name="Calibration">Full path of them.</param>
/// <param name="Validation">Full path of the records to judge on.</param>
/// <param name="Vocabulary">Full path of the vocabulary, or null.</param>
/// <param name="Relative">Writes a full path as the manifest does.</param>
internal sealed record Source(
    ModelSketch Sketch, TableSketch Table, string Calibration, string Validation, string? Vocabulary, Func<string, string> Relative)
{
    private const int CalibrationRecords = 2000;
    private const int ValidationRecords = 5000;

    /// <summary>A draft with these steps; the label is the one that fits the model.</summary>
    public DataDraft Draft(IEnumerable<string> prepare, int? sequenceLength = null, string why = "")
    {
        var label = Table.Table.LabelNames is null ? Table.Label(Sketch.Classes) : null;
        return new DataDraft(
            Relative(Calibration),
            Table.Table.Count > CalibrationRecords ? CalibrationRecords : null,
            Relative(Validation),
            Table.Table.Count > ValidationRecords && Validation == Calibration ? ValidationRecords : null,
            Table.Header,
            label?.Name,
            label is null || Sketch.Classes == 0 ? [] : TableSketch.Words(label),
            prepare.ToValueList(),
            sequenceLength,
            label is not null || Table.Table.LabelNames is not null,
            why);
    }
}
