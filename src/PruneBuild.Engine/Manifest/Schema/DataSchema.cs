using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Data sets.</summary>
internal static class DataSchema
{
    private static readonly Key<CalibrationDraft> Calibration = Key.Optional(
        "calibration", DataSetSchema.Calibration, "Records that methods look at.");

    private static readonly Key<DataSetEntry> Validation = Key.Optional(
        "validation", DataSetSchema.Validation, "Records that gates are judged on.");

    private static readonly Key<string> Label = Key.Optional("label", Values.Name, "Column, array or folder name with the true answer.");

    private static readonly Key<ValueList<Located<string>>> Classes = Key.Optional("classes", Values.Names,
        "Words of the label in the order of the model's outputs; not needed for numbers and sorted folder names.");

    private static readonly Key<ValueList<Located<PrepareStep>>> Prepare = Key.Optional("prepare",
        new ListShape<PrepareStep>(PrepareSchema.Shape, takesOne: true), "How a record becomes the model's inputs.");

    private static readonly Key<int> SequenceLength = Key.Optional("sequence-length", Values.Count,
        "Tokens of one record, for language models: token streams, and texts after `tokenize`, one after the other, "
        + "are cut into windows of so many.");

    /// <summary>A model's data.</summary>
    public static readonly MappingShape<DataEntry> Shape = new(
        "data",
        "The data of a model. Without labels the metrics that compare with the original still gate; "
        + "without any data, weight-only methods run.",
        [Calibration, Validation, Label, Classes, Prepare, SequenceLength],
        (values, _) => new DataEntry(
            values.Find(Calibration)?.Value.File, values.Find(Validation)?.Value, values.Find(Label), values.List(Classes),
            values.List(Prepare).Select(step => step.Value).ToValueList(), values.Find(SequenceLength), values.Name.Span)
        {
            Generated = values.Find(Calibration)?.Value.Generated,
        });
}
