using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Steps from a record to the model's inputs.</summary>
internal static class PrepareSchema
{
    private static readonly ChoiceShape<string> ElementType = new(null, [
        Word("float"), Word("float16"), Word("double"), Word("int8"), Word("uint8"), Word("int16"),
        Word("int32"), Word("int64"), Word("bool"),
    ]);

    private static readonly Key<PrepareStep> Tokenize = Key.Optional("tokenize", TokenizeSchema.Shape, "Text becomes token numbers.");

    private static readonly Key<PrepareStep> Image = Key.Optional("image", ImageSchema.Shape, "An image becomes numbers.");

    private static readonly Key<PrepareStep> Graph = Key.Optional(
        "graph", Values.File.Select(path => (PrepareStep)new GraphStep(path, path.Span)),
        "An ONNX graph from columns to inputs; operators of ONNX Runtime Extensions are available in it.");

    private static readonly Key<PrepareStep> Array = Key.Optional("array", ArraySchema.Shape, "Numeric columns become one input.");

    private static readonly Key<PrepareStep> Cast = Key.Optional(
        "cast",
        new NamedShape<Located<string>>("inputs", "^.+$", "An input has a name.", ElementType.Select(type => type))
            .Select(entries => (PrepareStep)new CastStep(
                entries.Value.Select(entry => new CastEntry(entry.Name, entry.Value)).ToValueList(), entries.Span)),
        "Numbers of inputs go through another type before the model's own is made of them; fractions are cut off.");

    /// <summary>One step.</summary>
    public static readonly MappingShape<PrepareStep> Shape = new(
        "prepare step",
        "One step on the way from a record to the model's inputs; each step is a mapping with one key. "
        + "Columns that are called like an input and hold numbers need no step. "
        + "Nor do those of a model with one input that no column is called like: it takes all columns of numbers but the label, in the "
        + "file's order. Nor do inputs for keys and values of earlier positions: before a text there are none.",
        [Tokenize, Image, Graph, Array, Cast],
        (values, _) => values.InOrder<PrepareStep>().First().Value,
        isOneOf: true);

    private static Choice<string> Word(string word) => new(word, word, "");
}
