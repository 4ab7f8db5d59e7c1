namespace PruneBuild.Inference.Sessions;

/// <summary>A tensor of strings, as tokenizer graphs take it.</summary>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Texts">The strings, row-major.</param>
public sealed record TextTensor(ValueList<long> Shape, ValueList<string> Texts)
{
    /// <summary>A tensor with one axis.</summary>
    public static TextTensor Of(params ReadOnlySpan<string> texts) => new([texts.Length], ValueList.Create(texts));
}
