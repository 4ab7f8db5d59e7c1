using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Text to token numbers, by a tokenizer of ONNX Runtime Extensions in a graph of one node.</summary>
internal sealed class Tokenization : IRecordPreparation
{
    private readonly ModelSession session;
    private readonly TextColumn text;
    private readonly TextColumn? pair;
    private readonly TokenizeStep step;
    private readonly TokenInputs inputs;

    private Tokenization(ModelSession session, TextColumn text, TextColumn? pair, TokenizeStep step, TokenInputs inputs) =>
        (this.session, this.text, this.pair, this.step, this.inputs) = (session, text, pair, step, inputs);

    /// <summary>Opens the tokenizer for a table.</summary>
    public static Result<IRecordPreparation> Open(TokenizeStep step, string vocabulary, RecordTable table, ValueList<ModelInput> inputs)
    {
        var text = Column(table, step.Text);
        if (!text.IsOk)
            return text.As<IRecordPreparation>();
        var pair = step.TextPair is { } second ? Column(table, second) : null;
        if (pair is { IsOk: false })
            return pair.As<IRecordPreparation>();
        var graph = TokenizerGraph.Create(step, vocabulary);
        if (!graph.IsOk)
            return graph.As<IRecordPreparation>();
        var session = ModelSession.Open(graph.Value, Device.Cpu, SessionSettings.Reproducible);
        return session.IsOk
            ? Result<IRecordPreparation>.Ok(new Tokenization(session.Value, text.Value, pair?.Value, step, TokenInputs.Of(inputs)))
            : session.As<IRecordPreparation>();
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var first = text[record] ?? "";
        var texts = pair is null ? TextTensor.Of(first) : TextTensor.Of(first, pair[record] ?? "");
        var outputs = session.Run(new Dictionary<string, Tensor>(), new Dictionary<string, TextTensor> { [TokenizerGraph.Text] = texts });
        var ids = outputs[TokenizerGraph.Ids].ToInt64s();
        var types = outputs.TryGetValue(TokenizerGraph.Types, out var kinds) ? kinds.ToInt64s() : new long[ids.Length];
        if (ids.Length > step.MaxLength.Value)
            (ids, types) = (Truncate(ids), types[..step.MaxLength.Value]);
        return Result<PreparedRecord>.Ok(new PreparedRecord(inputs.Record(ids, types), ids.Length));
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    /// <summary>The last token stays: it ends the sentence.</summary>
    private long[] Truncate(long[] ids) => [.. ids[..(step.MaxLength.Value - 1)], ids[^1]];

    private static Result<TextColumn> Column(RecordTable table, Located<string> name)
    {
        var column = table.Require(name.Value, name.Span);
        if (!column.IsOk)
            return column.As<TextColumn>();
        return column.Value is TextColumn text
            ? Result<TextColumn>.Ok(text)
            : Result<TextColumn>.Fail(DiagnosticCatalog.DataUnreadable, name.Span, table.Source, $"column '{name.Value}' is not text");
    }
}
