using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation.Tokenizers;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Text to token numbers, one text or pair of texts a record.</summary>
internal sealed class Tokenization : IRecordPreparation
{
    private readonly ITokenizer tokenizer;
    private readonly TextColumn text;
    private readonly TextColumn? pair;
    private readonly TokenizeStep step;
    private readonly RecordTable table;
    private readonly TokenInputs inputs;

    private Tokenization(
        ITokenizer tokenizer, TextColumn text, TextColumn? pair, TokenizeStep step, RecordTable table, TokenInputs inputs) =>
        (this.tokenizer, this.text, this.pair, this.step, this.table, this.inputs) = (tokenizer, text, pair, step, table, inputs);

    /// <summary>Opens the tokenizer for a table.</summary>
    /// <param name="step">What the manifest says.</param>
    /// <param name="vocabulary">Full path of the vocabulary.</param>
    /// <param name="table">The records.</param>
    /// <param name="inputs">What the model takes.</param>
    public static Result<IRecordPreparation> Open(TokenizeStep step, string vocabulary, RecordTable table, ValueList<ModelInput> inputs)
    {
        var text = Column(table, step.Text);
        if (!text.IsOk)
            return text.As<IRecordPreparation>();
        var pair = step.TextPair is { } second ? Column(table, second) : null;
        if (pair is { IsOk: false })
            return pair.As<IRecordPreparation>();
        var tokenizer = TokenizerCatalog.Open(step, vocabulary);
        return tokenizer.IsOk
            ? Result<IRecordPreparation>.Ok(new Tokenization(tokenizer.Value, text.Value, pair?.Value, step, table, TokenInputs.Of(inputs)))
            : tokenizer.As<IRecordPreparation>();
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var first = Texts.Of(text, record, table.Source);
        var second = pair is null ? null : Texts.Of(pair, record, table.Source);
        if ((first.IsOk ? second : first) is { IsOk: false } missing)
            return missing.As<PreparedRecord>();
        if (!tokenizer.TryEncode(first.Value!, second?.Value, out var tokens, out var reason))
            return Result<PreparedRecord>.Fail(DiagnosticCatalog.RecordUnfit, table.Place(record), record, table.Source, reason);
        var (ids, types) = tokens;
        if (ids.Length > step.MaxLength.Value)
            (ids, types) = (Truncate(ids), types[..step.MaxLength.Value]);
        return Result<PreparedRecord>.Ok(inputs.Record(ids, types));
    }

    /// <inheritdoc />
    public void Dispose() => tokenizer.Dispose();

    /// <summary>The column of a step's text.</summary>
    public static Result<TextColumn> Column(RecordTable table, Located<string> name)
    {
        var column = table.Require(name.Value, name.Span);
        if (!column.IsOk)
            return column.As<TextColumn>();
        return column.Value is TextColumn { IsNumbers: false } text
            ? Result<TextColumn>.Ok(text)
            : Result<TextColumn>.Fail(DiagnosticCatalog.DataUnreadable, name.Span, table.Source, $"column '{name.Value}' is not text");
    }

    /// <summary>The last token stays: it ends the sentence.</summary>
    private long[] Truncate(long[] ids) => [.. ids[..(step.MaxLength.Value - 1)], ids[^1]];
}
