using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Data sets.</summary>
internal static class DataSchema
{
    private static readonly Key<string> File = Key.Required("file", new PathShape(isFile: false), "File or folder, relative to prune.yaml.");

    private static readonly Key<int> Take = Key.Optional("take", Values.Count, "First records after a seeded shuffle; without it, all in their order.");

    private static readonly Key<bool> Header = Key.Defaulted("header", Values.Boolean, "true",
        "True when the first line of a .csv or .tsv file names its columns; without names they are `column1`, `column2`, ….");

    private static readonly Key<string> Labels = Key.Optional("labels", Values.File,
        "A table with the true answers, row by row in the order of `file`, where they are not in it: its columns come to those of the records.");

    private static readonly MappingShape<DataSetEntry> Set = new(
        "data set",
        "A file or folder whose records become the model's inputs: .npz, .npy, .tsv, .csv, .jsonl, .txt, .u16, .u32, a folder of images, "
        + "or an ONNX test-data folder. A bare path stands for `file`.",
        [File, Take, Header, Labels],
        (values, _) => new DataSetEntry(values.Get(File), values.Find(Take), values.Get(Header), values.Find(Labels)),
        shorthand: File);

    private static readonly Key<DataSetEntry> Calibration = Key.Optional("calibration", Set, "Records that methods look at.");

    private static readonly Key<DataSetEntry> Validation = Key.Optional("validation", Set, "Records that gates are judged on.");

    private static readonly Key<string> Label = Key.Optional("label", Values.Name, "Column, array or folder name with the true answer.");

    private static readonly Key<ValueList<Located<string>>> Classes = Key.Optional("classes", Values.Names,
        "Words of the label in the order of the model's outputs; not needed for numbers and sorted folder names.");

    private static readonly Key<ValueList<Located<PrepareStep>>> Prepare = Key.Optional("prepare",
        new ListShape<PrepareStep>(PrepareSchema.Shape, takesOne: true), "How a record becomes the model's inputs.");

    private static readonly Key<int> SequenceLength = Key.Optional("sequence-length", Values.Count,
        "Tokens of one record, for language models: token streams, and texts after `tokenize`, one after the other, are cut into windows of so many.");

    /// <summary>A model's data.</summary>
    public static readonly MappingShape<DataEntry> Shape = new(
        "data",
        "The data of a model. Without labels the metrics that compare with the original still gate; without any data, weight-only methods run.",
        [Calibration, Validation, Label, Classes, Prepare, SequenceLength],
        (values, _) => new DataEntry(
            values.Find(Calibration)?.Value, values.Find(Validation)?.Value, values.Find(Label), values.List(Classes),
            values.List(Prepare).Select(step => step.Value).ToValueList(), values.Find(SequenceLength), values.Name.Span));
}
