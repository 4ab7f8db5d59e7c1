using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Images to numbers, by an ONNX graph.</summary>
internal sealed class ImagePreparation : IRecordPreparation
{
    private readonly ModelSession session;
    private readonly Column column;
    private readonly string source;
    private readonly string input;

    private ImagePreparation(ModelSession session, Column column, string source, string input) =>
        (this.session, this.column, this.source, this.input) = (session, column, source, input);

    /// <summary>Opens the graph for a table.</summary>
    public static Result<IRecordPreparation> Open(ImageStep step, RecordTable table, ValueList<ModelInput> inputs)
    {
        var column = table.Require(step.Column.Value, step.Column.Span);
        if (!column.IsOk)
            return column.As<IRecordPreparation>();
        if (column.Value is ListColumn)
        {
            return Result<IRecordPreparation>.Fail(
                DiagnosticCatalog.DataUnreadable, step.Column.Span, table.Source,
                $"column '{step.Column.Value}' holds lists of numbers, and an image is the path of its file, or pixels in an array");
        }

        var input = ModelInput.Named(inputs, step.Input, "input");
        if (!input.IsOk)
            return input.As<IRecordPreparation>();
        var session = ModelSession.Open(
            ImageGraph.Create(step, column.Value is not TensorColumn), Device.Cpu, SessionSettings.Reproducible);
        return session.IsOk
            ? Result<IRecordPreparation>.Ok(new ImagePreparation(
                session.Value, column.Value, table.Source, input.Value.Name))
            : session.As<IRecordPreparation>();
    }

    /// <inheritdoc />
    public Result<PreparedRecord> Prepare(int record)
    {
        var image = Image(record);
        if (!image.IsOk)
            return image.As<PreparedRecord>();
        if (column is not TensorColumn && ImageDefect.Of(image.Value.Bytes) is { } defect)
            return Unfit(record, $"it {defect}");
        try
        {
            var result = session.Run(new Dictionary<string, Tensor> { [ImageGraph.Source] = image.Value })[ImageGraph.Result];
            return Result<PreparedRecord>.Ok(new PreparedRecord(new Dictionary<string, Tensor> { [input] = result }, null));
        }
        catch (InferenceException failure)
        {
            return Unfit(record, failure.Message.TrimEnd('.'));
        }
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private Result<PreparedRecord> Unfit(int record, string reason) => Result<PreparedRecord>.Fail(
        DiagnosticCatalog.RecordUnfit, column.Place(record), record, source, $"the image cannot be decoded ({reason})");

    private Result<Tensor> Image(int record)
    {
        if (column is TensorColumn pixels)
            return Result<Tensor>.Ok(pixels[record]);
        var path = column is TextColumn names ? Texts.Of(names, record, source) : Result<string>.Ok(((FileColumn)column)[record]);
        return path.IsOk
            ? DataFile.ReadImage(Path.GetFullPath(path.Value, Path.GetDirectoryName(source) ?? "."))
            : path.As<Tensor>();
    }
}
