using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>One step on the way from a record to the model's inputs.</summary>
/// <param name="Span">Place of the step's name.</param>
public abstract record PrepareStep(SourceSpan Span);

/// <summary>Text becomes token numbers.</summary>
/// <param name="Kind">The tokenizer.</param>
/// <param name="Vocabulary">Path of vocab.txt, tokenizer.json, tokenizer.bin, or of a text for its characters.</param>
/// <param name="LowerCase">True for uncased WordPiece.</param>
/// <param name="StripAccents">True to drop accents; null to do as <paramref name="LowerCase" />, as BERT does.</param>
/// <param name="Text">Column of the text.</param>
/// <param name="TextPair">Column of the second text; null for none.</param>
/// <param name="MaxLength">Tokens that are kept, special tokens included.</param>
/// <param name="Span">Place of the step's name.</param>
public sealed record TokenizeStep(
    Located<TokenizerKind> Kind,
    Located<string> Vocabulary,
    Located<bool> LowerCase,
    Located<bool>? StripAccents,
    Located<string> Text,
    Located<string>? TextPair,
    Located<int> MaxLength,
    SourceSpan Span) : PrepareStep(Span);

/// <summary>Kinds of tokenizers.</summary>
public enum TokenizerKind
{
    /// <summary>BERT's, from a vocab.txt.</summary>
    Wordpiece,

    /// <summary>Any, from a tokenizer.json.</summary>
    TokenizerJson,

    /// <summary>Llama's, from a tokenizer.bin of llama2.c.</summary>
    Llama2c,

    /// <summary>One token a character.</summary>
    Characters,
}

/// <summary>An image file becomes numbers.</summary>
/// <param name="Size">Width and height that the model takes.</param>
/// <param name="Mean">Per channel, subtracted after scaling to <paramref name="Range" />; empty for 0.</param>
/// <param name="Std">Per channel, divided by at the end; empty for 1.</param>
/// <param name="Layout">Order of the axes.</param>
/// <param name="Range">What 0..255 is scaled to.</param>
/// <param name="Colors">Channels and their order.</param>
/// <param name="Column">Column of the image.</param>
/// <param name="Input">Input of the model; null for its only one.</param>
/// <param name="Span">Place of the step's name.</param>
public sealed record ImageStep(
    Located<ImageSize> Size,
    ValueList<Located<double>> Mean,
    ValueList<Located<double>> Std,
    Located<ImageLayout> Layout,
    Located<ValueRange> Range,
    Located<ImageColors> Colors,
    Located<string> Column,
    Located<string>? Input,
    SourceSpan Span) : PrepareStep(Span);

/// <summary>Width and height in pixels.</summary>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Height">Pixels from top to bottom.</param>
public sealed record ImageSize(int Width, int Height);

/// <summary>A range of numbers, ends included.</summary>
/// <param name="Low">What black becomes.</param>
/// <param name="High">What white becomes; above <paramref name="Low" />.</param>
public sealed record ValueRange(double Low, double High);

/// <summary>Order of an image's axes.</summary>
public enum ImageLayout
{
    /// <summary>Records, channels, height, width.</summary>
    Nchw,

    /// <summary>Records, height, width, channels.</summary>
    Nhwc,
}

/// <summary>Channels of an image and their order.</summary>
public enum ImageColors
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>One channel.</summary>
    Gray,
}

/// <summary>An ONNX graph takes the record's columns and gives the model's inputs.</summary>
/// <param name="Path">Path of the graph.</param>
/// <param name="Span">Place of the step's name.</param>
public sealed record GraphStep(Located<string> Path, SourceSpan Span) : PrepareStep(Span);

/// <summary>Numeric columns become one input.</summary>
/// <param name="Columns">Columns, or patterns such as <c>pixel*</c>, in the input's order.</param>
/// <param name="Input">Input of the model; null for its only one.</param>
/// <param name="Shape">Shape of one record; empty to keep the array's own, or one number for each column.</param>
/// <param name="Scale">Every number is multiplied by this.</param>
/// <param name="Offset">And this is added.</param>
/// <param name="Span">Place of the step's name.</param>
public sealed record ArrayStep(
    ValueList<Located<string>> Columns,
    Located<string>? Input,
    ValueList<Located<int>> Shape,
    Located<double> Scale,
    Located<double> Offset,
    SourceSpan Span) : PrepareStep(Span);

/// <summary>Numbers of inputs go through another type before the model's own is made of them: fractions are cut off.</summary>
/// <param name="Types">Element types by input.</param>
/// <param name="Span">Place of the step's name.</param>
public sealed record CastStep(ValueList<CastEntry> Types, SourceSpan Span) : PrepareStep(Span);

/// <summary>An input and its element type.</summary>
/// <param name="Input">Input of the model.</param>
/// <param name="Type">ONNX's word: <c>float</c>, <c>int64</c>, ….</param>
public sealed record CastEntry(Located<string> Input, Located<string> Type);
