using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>The user's own graph: columns of a record in, inputs of the model out.</summary>
internal sealed class GraphPreparation : IRecordPreparation
{
    private readonly ModelSession session;
    private readonly RecordTable table;
    private readonly ValueList<ModelInput> inputs;

    private GraphPreparation(ModelSession session, RecordTable table, ValueList<ModelInput> inputs) =>
        (this.session, this.table, this.inputs) = (session, table, inputs);

    /// <summary>Opens the graph.</summary>
    public static Result<IRecordPreparation> Open(
        string path, RecordTable table, ValueList<ModelInput> inputs, SourceSpan place)
    {
        var model = OnnxReader.Read(path);
        if (!model.IsOk)
            return model.As<IRecordPreparation>();
        using var read = model.Value;
        var session = ModelSession.Open(read, Device.Cpu, SessionSettings.Reproducible);
        if (!session.IsOk)
            return session.As<IRecordPreparation>();
        if (session.Value.Inputs.FirstOrDefault(name => table.Find(name) is null) is not { } missing)
            return Result<IRecordPreparation>.Ok(new GraphPreparation(session.Value, table, inputs));
        session.Value.Dispose();
        return table.Require(missing, place).As<IRecordPreparation>();
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var (tensors, texts) = (new Dictionary<string, Tensor>(), new Dictionary<string, TextTensor>());
        foreach (var name in session.Inputs)
        {
            switch (table.Find(name)!)
            {
                case TextColumn text:
                    texts[name] = TextTensor.Of(text[record] ?? "");
                    break;
                case FileColumn files:
                    var bytes = DataFile.Read(files[record], DataLimits.ImageBytes);
                    if (!bytes.IsOk)
                        return bytes.As<PreparedRecord>();
                    if (ImageDefect.Of(bytes.Value) is { } defect)
                        return Unfit(record, $"'{files[record]}' {defect}");
                    tensors[name] = new Tensor(ElementType.UInt8, [bytes.Value.Length], bytes.Value);
                    break;
                case var column:
                    var numbers = Numbers.Of(column, record);
                    if (!numbers.IsOk)
                        return numbers.As<PreparedRecord>();
                    tensors[name] = numbers.Value;
                    break;
            }
        }

        try
        {
            var outputs = session.Run(tensors, texts);
            return Result<PreparedRecord>.Ok(new PreparedRecord(
                inputs.Where(input => outputs.ContainsKey(input.Name))
                    .ToDictionary(input => input.Name, input => WithoutRecords(outputs[input.Name], input)),
                null));
        }
        catch (InferenceException failure)
        {
            return Unfit(record, failure.Message);
        }
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private Result<PreparedRecord> Unfit(int record, string reason) =>
        Result<PreparedRecord>.Fail(DiagnosticCatalog.RecordUnfit, table.Place(record), record, table.Source, reason);

    /// <summary>A graph may put out one record with or without the axis of records.</summary>
    private static Tensor WithoutRecords(Tensor tensor, ModelInput input) =>
        tensor.Rank == input.Shape.Count && tensor.Rank > 0 && tensor.Shape[0] == 1
            ? new Tensor(tensor.Type, tensor.Shape.Skip(1).ToValueList(), tensor.Memory)
            : tensor;
}
