using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>The <c>tokenize</c> step.</summary>
internal static class TokenizeSchema
{
    private static readonly Key<TokenizerKind> Kind = Key.Required("kind", new ChoiceShape<TokenizerKind>(null, [
        new("wordpiece", TokenizerKind.Wordpiece, "BERT's tokenizer, from a vocab.txt."),
        new("tokenizer-json", TokenizerKind.TokenizerJson, "Any tokenizer, from a tokenizer.json."),
        new("llama2c", TokenizerKind.Llama2c, "Llama's tokenizer, from a tokenizer.bin of llama2.c."),
        new("characters", TokenizerKind.Characters, "One token for each character: its place among the sorted characters of a text."),
    ]),
        "`wordpiece` is BERT's tokenizer, from a vocab.txt; `tokenizer-json` is any, from a tokenizer.json; "
        + "`llama2c` is Llama's, from a tokenizer.bin of llama2.c; `characters` numbers the different characters of the text that is the "
        + "vocabulary, sorted by their codes. Windows line ends count as line feeds, in that text and in .txt files.");

    private static readonly Key<string> Vocabulary = Key.Required(
        "vocabulary", Values.File, "The vocab.txt, tokenizer.json, tokenizer.bin or text.");

    private static readonly Key<bool> LowerCase = Key.Defaulted("lower-case", Values.Boolean, "true",
        "True for uncased WordPiece; a tokenizer.json says it itself.");

    private static readonly Key<bool> StripAccents = Key.Optional("strip-accents", Values.Boolean,
        "True drops accents; without it, as `lower-case`.");

    private static readonly Key<string> Text = Key.Defaulted("text", Values.Name, "text", "Column of the text.");

    private static readonly Key<string> TextPair = Key.Optional(
        "text-pair", Values.Name, "Column of the second text, for models of pairs.");

    private static readonly Key<int> MaxLength = Key.Defaulted("max-length",
        new IntegerShape("a whole number between 2 and 1048576", 2, 1 << 20), "128",
        "Tokens of a record that are kept, special tokens included; not used with `sequence-length`.");

    /// <summary>The step.</summary>
    public static readonly MappingShape<PrepareStep> Shape = new(
        "tokenize",
        "Text becomes token numbers, attention mask and, where the model takes them, token types; padding does not count in statistics.",
        [Kind, Vocabulary, LowerCase, StripAccents, Text, TextPair, MaxLength],
        (values, _) => new TokenizeStep(
            values.Get(Kind), values.Get(Vocabulary), values.Get(LowerCase), values.Find(StripAccents), values.Get(Text),
            values.Find(TextPair), values.Get(MaxLength), values.Name.Span));
}
