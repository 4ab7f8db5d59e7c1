using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data;

/// <summary>Puts records into batches: neighbours in length together, so that little is padded.</summary>
internal static class Batching
{
    /// <summary>Records of a batch, unless the model says otherwise.</summary>
    private const int Size = 32;

    /// <summary>Batches of all records.</summary>
    /// <param name="records">The records.</param>
    /// <param name="inputs">The model's inputs: fixed sizes are kept.</param>
    /// <param name="source">Name of the data set, for messages.</param>
    public static Result<ValueList<Batch>> Of(IReadOnlyList<PreparedRecord> records, ValueList<ModelInput> inputs, string source)
    {
        var order = Enumerable.Range(0, records.Count).OrderBy(record => records[record].Length ?? 0).ThenBy(record => record).ToArray();
        var fixedSize = inputs.Select(input => input.Shape.Count > 0 ? input.Shape[0] : null).FirstOrDefault(size => size is not null);
        var batches = new List<Batch>();
        foreach (var chunk in order.Chunk((int)(fixedSize ?? Size)))
        {
            var batch = Stack(chunk, records, inputs, (int?)fixedSize ?? chunk.Length, source);
            if (!batch.IsOk)
                return batch.As<ValueList<Batch>>();
            batches.Add(batch.Value);
        }

        return Result<ValueList<Batch>>.Ok(batches.ToValueList());
    }

    private static Result<Batch> Stack(
        int[] chunk, IReadOnlyList<PreparedRecord> records, ValueList<ModelInput> inputs, int rows, string source)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var input in inputs.Where(input => records[chunk[0]].Inputs.ContainsKey(input.Name)))
        {
            var converted = chunk.Select(record => input.Convert(records[record].Inputs[input.Name])).ToArray();
            if (Array.IndexOf(converted, null) is var wrong and >= 0)
            {
                return Result<Batch>.Fail(
                    DiagnosticCatalog.RecordUnfit, null, chunk[wrong], source,
                    $"input '{input.Name}' takes whole numbers ({input.Type}), and it has others; 'cast: {{ {input.Name}: {input.Type.ToString().ToLowerInvariant()} }}' under 'prepare' cuts fractions off");
            }

            var parts = Array.ConvertAll(converted, part => part!);
            var shape = Longest(parts, input);
            if (Array.FindIndex(parts, part => part.Rank != shape.Length || part.Shape.Zip(shape).Any(size => size.First > size.Second)) is var unfit and >= 0)
            {
                return Result<Batch>.Fail(
                    DiagnosticCatalog.RecordUnfit, null, chunk[unfit], source,
                    $"its shape is {string.Join('×', parts[unfit].Shape)}, and input '{input.Name}' takes {string.Join('×', shape)}");
            }

            tensors[input.Name] = Pad(parts, shape, rows, input.Type, repeats: records[chunk[0]].Length is null);
        }

        return Result<Batch>.Ok(new Batch(tensors, chunk.ToValueList(), Mask(chunk, records, tensors, rows)) { Next = Next(chunk, records, rows) });
    }

    /// <summary>The model's fixed sizes, and the largest of the batch where it leaves them open.</summary>
    private static long[] Longest(Tensor[] parts, ModelInput input)
    {
        var shape = parts[0].Shape.ToArray();
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = axis + 1 < input.Shape.Count && input.Shape[axis + 1] is { } size
                ? size
                : parts.Max(part => axis < part.Rank ? part.Shape[axis] : 0);
        }

        return shape;
    }

    /// <summary>Stacks records, zeros behind shorter ones. Rows that a fixed batch size adds are zeros where a mask says that nothing is there, and else the
    /// same records again: images of zeros would be measured as if they were data.</summary>
    private static Tensor Pad(Tensor[] parts, long[] shape, int rows, ElementType type, bool repeats)
    {
        var width = Tensor.BitWidth(type) / 8;
        var recordBytes = (int)shape.Aggregate((long)width, (size, extent) => size * extent);
        var bytes = new byte[rows * recordBytes];
        for (var row = 0; row < (repeats ? rows : parts.Length); row++)
            Copy(parts[row % parts.Length].Bytes, parts[row % parts.Length].Shape.Span, bytes.AsSpan(row * recordBytes, recordBytes), shape, width);
        return new Tensor(type, [rows, .. shape], bytes);
    }

    private static void Copy(ReadOnlySpan<byte> source, ReadOnlySpan<long> from, Span<byte> target, ReadOnlySpan<long> to, int width)
    {
        if (from.SequenceEqual(to) || from.Length == 0)
        {
            source.CopyTo(target);
            return;
        }

        var (small, large) = (source.Length / (int)Math.Max(1, from[0]), target.Length / (int)to[0]);
        for (var i = 0; i < from[0]; i++)
            Copy(source.Slice(i * small, small), from[1..], target.Slice(i * large, large), to[1..], width);
    }

    private static ValueList<long>? Next(int[] chunk, IReadOnlyList<PreparedRecord> records, int rows) =>
        chunk.All(record => records[record].Next is null)
            ? null
            : Enumerable.Range(0, rows).Select(row => row < chunk.Length ? records[chunk[row]].Next ?? -1 : -1).ToValueList();

    /// <summary>Ones where a record is, zeros behind it; null when nothing is padded.</summary>
    private static Tensor? Mask(int[] chunk, IReadOnlyList<PreparedRecord> records, Dictionary<string, Tensor> tensors, int rows)
    {
        if (records[chunk[0]].Length is null)
            return null;
        var length = (int)tensors.Values.First(tensor => tensor.Rank == 2).Shape[1];
        if (rows == chunk.Length && chunk.All(record => records[record].Length == length))
            return null;
        var mask = new float[rows * length];
        for (var row = 0; row < chunk.Length; row++)
            mask.AsSpan(row * length, records[chunk[row]].Length!.Value).Fill(1);
        return Tensor.Of(mask, rows, length);
    }
}
