using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation.Tokenizers;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Windows of one long row of tokens, as language models are trained on: records that are texts one after the other.</summary>
/// <param name="tokens">The windows, [n, length].</param>
/// <param name="inputs">Inputs of the model.</param>
internal sealed class TokenWindows(TensorColumn tokens, TokenInputs inputs) : IRecordPreparation
{
    /// <summary>The tokens of all records of a table, one after the other, cut into windows.</summary>
    /// <param name="step">The tokenizer.</param>
    /// <param name="vocabulary">Full path of its vocabulary.</param>
    /// <param name="table">Records with a column of text.</param>
    /// <param name="length">Tokens of a window.</param>
    /// <returns>A table of windows; or what is wrong with column, vocabulary or a text;
    /// PB3022 when there is not one whole window.</returns>
    public static Result<RecordTable> Cut(TokenizeStep step, string vocabulary, RecordTable table, int length)
    {
        var text = Tokenization.Column(table, step.Text);
        if (!text.IsOk)
            return text.As<RecordTable>();
        var opened = TokenizerCatalog.Open(step, vocabulary);
        if (!opened.IsOk)
            return opened.As<RecordTable>();
        using var tokenizer = opened.Value;
        var ids = new List<long>();
        for (var record = 0; record < text.Value.Count; record++)
        {
            var one = Texts.Of(text.Value, record, table.Source);
            if (!one.IsOk)
                return one.As<RecordTable>();
            if (!tokenizer.TryEncode(one.Value, null, out var tokens, out var reason))
                return Result<RecordTable>.Fail(DiagnosticCatalog.RecordUnfit, table.Place(record), record, table.Source, reason);
            ids.AddRange(tokens.Ids);
        }

        return TokenStreamReader.Windows(table.Source, [.. ids], length);
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var ids = tokens[record].ToInt64s();
        return Result<PreparedRecord>.Ok(inputs.Record(ids, new long[ids.Length]));
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
