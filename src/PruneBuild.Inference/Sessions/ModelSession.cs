using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Runtime;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Sessions;

/// <summary>A model that ONNX Runtime has loaded. Runs may go on at the same time from several threads.</summary>
public sealed class ModelSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly string model;
    private readonly bool aligned;

    private ModelSession(InferenceSession session, string model, Device device, bool aligned)
    {
        (this.session, this.model, Device, this.aligned) = (session, model, device, aligned);
        (Inputs, Outputs) = (session.InputNames.ToValueList(), session.OutputNames.ToValueList());
    }

    /// <summary>Where it runs.</summary>
    public Device Device { get; }

    /// <summary>Names of the inputs, in graph order.</summary>
    public ValueList<string> Inputs { get; }

    /// <summary>Names of the outputs, in graph order.</summary>
    public ValueList<string> Outputs { get; }

    /// <summary>Loads a model. ONNX Runtime reads external data itself, from the model's folder; ONNX Runtime Extensions' operators are
    /// there when the model imports their domain.</summary>
    /// <returns>The session; or PB3003, PB3004 or PB3006 with ONNX Runtime's reason.</returns>
    public static Result<ModelSession> Open(OnnxModel model, Device device, SessionSettings? settings = null)
    {
        var started = RuntimeEnvironment.Start();
        if (!started.IsOk)
            return started.As<ModelSession>();
        var name = model.Path ?? model.Graph.Name;
        if (UncheckedAttributes.Defect(model) is { } defect)
            return Result<ModelSession>.Fail(DiagnosticCatalog.ModelRefused, null, name, defect);
        using var options = SessionOptionsFactory.Create(model, device, settings ?? new SessionSettings());
        if (Extensions.AreUsedBy(model) && Extensions.Register(options) is { } missing)
            return Result<ModelSession>.Fail(DiagnosticCatalog.ExtensionsMissing, null, name, missing);
        try
        {
            return Result<ModelSession>.Ok(new ModelSession(
                new InferenceSession(model.Proto.ToByteArray(), options), name, device, (settings ?? new SessionSettings()).Threads == 1));
        }
        catch (OnnxRuntimeException error)
        {
            return Result<ModelSession>.Fail(DiagnosticCatalog.ModelRefused, null, name, error.Message);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">By name; what the model does not take is left out.</param>
    /// <param name="outputs">Names of the outputs wanted; null for all.</param>
    /// <param name="cancellation">Stops ONNX Runtime between two nodes.</param>
    /// <returns>The outputs by name, copied once; outputs that are no tensors of numbers are left out.</returns>
    /// <exception cref="InferenceException">ONNX Runtime refused the inputs or failed, or an output is larger than can be read.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<string>? outputs = null, CancellationToken cancellation = default) =>
        Run(inputs, new Dictionary<string, TextTensor>(), outputs, cancellation);

    /// <summary>Runs a model that takes strings.</summary>
    /// <exception cref="InferenceException">ONNX Runtime refused the inputs or failed, or an output is larger than can be read.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyDictionary<string, TextTensor> texts,
        IReadOnlyList<string>? outputs = null,
        CancellationToken cancellation = default)
    {
        var results = new Dictionary<string, Tensor>();
        Visit(inputs, texts, outputs ?? Outputs, Keep, cancellation);
        return results;

        void Keep(string name, OrtValue value)
        {
            if (OrtTensors.WhyUnreadable(name, value) is { } reason)
                throw new InferenceException(model, reason);
            if (OrtTensors.Read(value) is { } tensor)
                results[name] = tensor;
        }
    }

    /// <summary>Runs the model and lends its outputs where ONNX Runtime made them: for outputs that are large and looked at once.</summary>
    /// <param name="inputs">By name; what the model does not take is left out. They stay pinned as long as the outputs are lent.</param>
    /// <param name="outputs">Names of the outputs wanted; null for all.</param>
    /// <param name="cancellation">Stops ONNX Runtime between two nodes.</param>
    /// <exception cref="InferenceException">ONNX Runtime refused the inputs or failed, or an output is larger than can be read.</exception>
    public LentOutputs Lend(
        IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<string>? outputs = null, CancellationToken cancellation = default)
    {
        var names = outputs ?? Outputs;
        var feeds = new Feeds(Inputs, inputs, new Dictionary<string, TextTensor>(), aligned);
        try
        {
            return new LentOutputs(feeds, names, Readable(names, Compute(feeds, names, cancellation)));
        }
        catch
        {
            feeds.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    /// <summary>Runs the model and shows each output where ONNX Runtime made it.</summary>
    internal void Visit(
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyDictionary<string, TextTensor> texts,
        IReadOnlyList<string> outputs,
        Action<string, OrtValue> visit,
        CancellationToken cancellation)
    {
        using var feeds = new Feeds(Inputs, inputs, texts, aligned);
        using var values = Compute(feeds, outputs, cancellation);
        for (var i = 0; i < outputs.Count; i++)
            visit(outputs[i], values[i]);
    }

    private IDisposableReadOnlyCollection<OrtValue> Readable(IReadOnlyList<string> outputs, IDisposableReadOnlyCollection<OrtValue> values)
    {
        if (outputs.Zip(values, OrtTensors.WhyUnreadable).OfType<string>().FirstOrDefault() is not { } reason)
            return values;
        values.Dispose();
        throw new InferenceException(model, reason);
    }

    private IDisposableReadOnlyCollection<OrtValue> Compute(Feeds feeds, IReadOnlyList<string> outputs, CancellationToken cancellation)
    {
        using var options = new RunOptions();
        using var registration = cancellation.Register(() => options.Terminate = true);
        try
        {
            return session.Run(options, feeds.Names, feeds.Values, outputs);
        }
        catch (OnnxRuntimeException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InferenceException(model, error.Message, error);
        }
    }
}
