using Microsoft.ML.OnnxRuntime;
using Tensor = PruneBuild.Onnx.Tensor;

namespace PruneBuild.Inference.Sessions;

/// <summary>Outputs of one run in ONNX Runtime's own memory. Who keeps one longer than this takes <see cref="Tensor.Copy" />.</summary>
public sealed class LentOutputs : IDisposable
{
    private readonly IDisposable feeds;
    private readonly IDisposable values;
    private readonly List<NativeBytes> views = [];

    /// <summary>Takes over the inputs, which an output may be a view of, and the outputs.</summary>
    internal LentOutputs(IDisposable feeds, IReadOnlyList<string> names, IDisposableReadOnlyCollection<OrtValue> values)
    {
        (this.feeds, this.values) = (feeds, values);
        try
        {
            Tensors = names.Zip(values)
                .Select(pair => (Name: pair.First, Tensor: View(pair.Second)))
                .Where(pair => pair.Tensor is not null)
                .ToDictionary(pair => pair.Name, pair => pair.Tensor!);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The outputs by name, until this is disposed; outputs that are no tensors of numbers are left out.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Gives the memory back: reading a tensor from now on throws <see cref="ObjectDisposedException" />.</summary>
    public void Dispose()
    {
        views.ForEach(view => ((IDisposable)view).Dispose());
        values.Dispose();
        feeds.Dispose();
    }

    private Tensor? View(OrtValue value)
    {
        if (OrtTensors.Describe(value) is not var (type, shape))
            return null;
        var bytes = new NativeBytes(value.GetTensorMutableRawData());
        views.Add(bytes);
        return new Tensor(type, shape, bytes.Memory);
    }
}
