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
    private readonly DecodedImages images;
    private readonly ValueList<ModelInput> asked;
    private readonly RecordTable table;
    private readonly ValueList<ModelInput> inputs;

    private GraphPreparation(
        ModelSession session, DecodedImages images, ValueList<ModelInput> asked, RecordTable table, ValueList<ModelInput> inputs) =>
        (this.session, this.images, this.asked, this.table, this.inputs) = (session, images, asked, table, inputs);

    /// <summary>Opens the graph.</summary>
    public static Result<IRecordPreparation> Open(
        string path, RecordTable table, ValueList<ModelInput> inputs, SourceSpan place)
    {
        var model = OnnxReader.Read(path);
        if (!model.IsOk)
            return model.As<IRecordPreparation>();
        using var read = model.Value;
        var asked = ModelInput.Of(read);
        if (asked.FirstOrDefault(input => table.Find(input.Name) is null) is { } missing)
            return table.Require(missing.Name, place).As<IRecordPreparation>();
        var images = DecodedImages.Of(read);
        if (!images.IsOk)
            return images.As<IRecordPreparation>();
        var session = ModelSession.Open(read, Device.Cpu, SessionSettings.Reproducible);
        if (session.IsOk)
            return Result<IRecordPreparation>.Ok(new GraphPreparation(session.Value, images.Value, asked, table, inputs));
        images.Value.Dispose();
        return session.As<IRecordPreparation>();
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var (tensors, texts) = (new Dictionary<string, Tensor>(), new Dictionary<string, TextTensor>());
        foreach (var input in asked)
        {
            if (input.Type == ElementType.String && table.Find(input.Name) is TextColumn column)
            {
                var text = Texts.Of(column, record, table.Source);
                if (!text.IsOk)
                    return text.As<PreparedRecord>();
                texts[input.Name] = TextTensor.Of(text.Value);
                continue;
            }

            var tensor = Tensor(input, record);
            if (!tensor.IsOk)
                return tensor.As<PreparedRecord>();
            tensors[input.Name] = tensor.Value;
        }

        try
        {
            if (images.Defect(tensors, texts) is { } defect)
                return Unfit(record, $"the image cannot be decoded (it {defect})");
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
    public void Dispose()
    {
        images.Dispose();
        session.Dispose();
    }

    /// <summary>The bytes of a file, or a column's numbers in the input's type.</summary>
    private Result<Tensor> Tensor(ModelInput input, int record)
    {
        var column = table.Find(input.Name)!;
        if (column is FileColumn files)
            return DataFile.ReadImage(files[record]);
        var numbers = Numbers.Of(column, record);
        if (!numbers.IsOk || input.Type == ElementType.String)
            return numbers;
        return input.Convert(numbers.Value) is { } tensor
            ? Result<Tensor>.Ok(tensor)
            : Result<Tensor>.Fail(
                DiagnosticCatalog.RecordUnfit, column.Place(record) ?? table.Place(record), record, table.Source,
                $"input '{input.Name}' of the graph takes {input.Type}, and its '{input.Name}' has numbers that this type cannot hold");
    }

    private Result<PreparedRecord> Unfit(int record, string reason) =>
        Result<PreparedRecord>.Fail(DiagnosticCatalog.RecordUnfit, table.Place(record), record, table.Source, reason);

    /// <summary>A graph may put out one record with or without the axis of records.</summary>
    private static Tensor WithoutRecords(Tensor tensor, ModelInput input) =>
        tensor.Rank == input.Shape.Count && tensor.Rank > 0 && tensor.Shape[0] == 1
            ? new Tensor(tensor.Type, tensor.Shape.Skip(1).ToValueList(), tensor.Memory)
            : tensor;
}
