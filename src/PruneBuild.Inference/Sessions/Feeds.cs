using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Onnx.Elements;
using Tensor = PruneBuild.Onnx.Tensor;

namespace PruneBuild.Inference.Sessions;

/// <summary>The inputs of one run, pinned in place until it is disposed.</summary>
internal sealed unsafe class Feeds : IDisposable
{
    // A tensor without elements still needs an address.
    private static readonly byte[] NoElements = GC.AllocateArray<byte>(8, pinned: true);
    private readonly List<MemoryHandle> pinned = [];
    private readonly List<OrtValue> values = [];
    private readonly List<string> names = [];
    private readonly List<nint> copies = [];
    private readonly bool aligned;

    /// <param name="wanted">Names of inputs.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="texts">Strings by name.</param>
    /// <param name="aligned">True to copy what does not lie at an aligned address: where a vector begins would change the order of a
    /// sum, and its last bits.</param>
    public Feeds(
        IEnumerable<string> wanted, IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, TextTensor> texts, bool aligned)
    {
        this.aligned = aligned;
        try
        {
            foreach (var name in wanted)
            {
                if (tensors.TryGetValue(name, out var tensor))
                    Add(name, View(tensor));
                else if (texts.TryGetValue(name, out var text))
                    Add(name, OrtTensors.Copy(text));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyCollection<string> Names => names;

    public IReadOnlyCollection<OrtValue> Values => values;

    public void Dispose()
    {
        values.ForEach(value => value.Dispose());
        pinned.ForEach(handle => handle.Dispose());
        foreach (var copy in copies)
            NativeMemory.AlignedFree((void*)copy);
        copies.Clear();
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
        var isMoved = aligned && (nuint)handle.Pointer % AlignedBytes.Alignment != 0;
        return OrtTensors.View(tensor, isMoved ? AlignedCopy(memory.Span) : (nint)handle.Pointer);
    }

    private nint AlignedCopy(ReadOnlySpan<byte> bytes)
    {
        var copy = NativeMemory.AlignedAlloc((nuint)bytes.Length, AlignedBytes.Alignment);
        copies.Add((nint)copy);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return (nint)copy;
    }
}
