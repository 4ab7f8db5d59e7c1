using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Tensor = PruneBuild.Onnx.Tensor;

namespace PruneBuild.Inference.Sessions;

/// <summary>The inputs of one run, pinned in place until it is disposed.</summary>
internal sealed class Feeds : IDisposable
{
    // A tensor without elements still needs an address.
    private static readonly byte[] NoElements = GC.AllocateArray<byte>(8, pinned: true);
    private readonly List<MemoryHandle> pinned = [];
    private readonly List<OrtValue> values = [];
    private readonly List<string> names = [];

    public Feeds(IEnumerable<string> wanted, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, TextTensor> texts)
    {
        foreach (var name in wanted)
        {
            if (tensors.TryGetValue(name, out var tensor))
                Add(name, View(tensor));
            else if (texts.TryGetValue(name, out var text))
                Add(name, OrtTensors.Copy(text));
        }
    }

    public IReadOnlyCollection<string> Names => names;

    public IReadOnlyCollection<OrtValue> Values => values;

    public void Dispose()
    {
        values.ForEach(value => value.Dispose());
        pinned.ForEach(handle => handle.Dispose());
    }

    private void Add(string name, OrtValue value)
    {
        names.Add(name);
        values.Add(value);
    }

    private OrtValue View(Tensor tensor)
    {
        var memory = tensor.Memory.IsEmpty ? NoElements.AsMemory() : tensor.Memory;
        var handle = memory.Pin();
        pinned.Add(handle);
        return OrtTensors.View(tensor, handle);
    }
}
