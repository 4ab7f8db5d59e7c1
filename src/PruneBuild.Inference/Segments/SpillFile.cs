using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Elements;

namespace PruneBuild.Inference.Segments;

/// <summary>
/// A file in the folder for temporary files. It goes when it and what was written to it are garbage; where a system lets names of open
/// files go, as all but Windows do, a process that is killed leaves none either.
/// </summary>
internal sealed class SpillFile
{
    private readonly SafeFileHandle handle;
    private long end;

    /// <summary>An empty file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public SpillFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"prunebuild-{Path.GetRandomFileName()}");
        handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
    }

    /// <summary>Appends values.</summary>
    /// <returns>They, to be read.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    public IReadOnlyDictionary<string, Tensor> Write(IReadOnlyDictionary<string, Tensor> values)
    {
        var places = new Dictionary<string, Place>();
        foreach (var (name, tensor) in values)
        {
            RandomAccess.Write(handle, tensor.Bytes, end);
            places.Add(name, new Place(tensor.Type, tensor.Shape, end, tensor.Bytes.Length));
            end += tensor.Bytes.Length;
        }

        return new Values(handle, places);
    }

    private sealed record Place(ElementType Type, ValueList<long> Shape, long Start, int Length);

    /// <summary>Values of a file, read anew whenever one is asked for.</summary>
    private sealed class Values(SafeFileHandle handle, Dictionary<string, Place> places) : IReadOnlyDictionary<string, Tensor>
    {
        public int Count => places.Count;

        public IEnumerable<string> Keys => places.Keys;

        IEnumerable<Tensor> IReadOnlyDictionary<string, Tensor>.Values => places.Values.Select(Read);

        public Tensor this[string key] => Read(places[key]);

        public bool ContainsKey(string key) => places.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value)
        {
            value = places.TryGetValue(key, out var place) ? Read(place) : null;
            return value is not null;
        }

        public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
            places.Select(pair => KeyValuePair.Create(pair.Key, Read(pair.Value))).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private Tensor Read(Place place)
        {
            var bytes = AlignedBytes.Allocate(place.Length);
            for (var read = 0; read < bytes.Length;)
            {
                var more = RandomAccess.Read(handle, bytes.Span[read..], place.Start + read);
                if (more == 0)
                    throw new EndOfStreamException("A temporary file of PruneBuild's own was cut short.");
                read += more;
            }

            return new Tensor(place.Type, place.Shape, bytes);
        }
    }
}
