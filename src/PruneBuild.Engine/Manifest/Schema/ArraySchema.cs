using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>The <c>array</c> step.</summary>
internal static class ArraySchema
{
    private static readonly Key<ValueList<Located<string>>> Columns = Key.Required("columns",
        new ListShape<string>(new TextShape("a column, where * stands for anything"), takesOne: true),
        "Columns in the input's order; `pixel*` takes all that match but the label, in the file's order.");

    private static readonly Key<string> Input = Key.Optional("input", Values.Name, "Input of the model; without it, its only one.");

    private static readonly Key<ValueList<Located<int>>> RecordShape = Key.Optional(
        "shape", new ListShape<int>(Values.Count, takesOne: true),
        "Shape of one record; without it, the model's own where that is fixed, else the array's, or one number for each column.");

    private static readonly Key<double> Scale = Key.Defaulted("scale", Values.Number, "1", "Factor of every number.");

    private static readonly Key<double> Offset = Key.Defaulted("offset", Values.Number, "0", "Added to every number after scaling.");

    /// <summary>The step; a bare column, or a list of them, is taken as its <c>columns</c>.</summary>
    public static readonly MappingShape<PrepareStep> Shape = new(
        "array",
        "Numeric columns become one input.",
        [Columns, Input, RecordShape, Scale, Offset],
        (values, _) => new ArrayStep(
            values.List(Columns), values.Find(Input), values.List(RecordShape), values.Get(Scale), values.Get(Offset), values.Name.Span),
        shorthand: Columns);
}
