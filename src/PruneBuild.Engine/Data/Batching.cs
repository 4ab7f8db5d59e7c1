using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
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
    /// <param name="outputs">The model's outputs, which have to fit into memory too; null when nothing is known of them.</param>
    /// <param name="keeper">Keeps the batches; null for one with the usual limit of what stays in memory.</param>
    public static Result<ValueList<Batch>> Of(
        IReadOnlyList<PreparedRecord> records, ValueList<ModelInput> inputs, string source, StatedOutputs? outputs = null,
        ValueKeeper? keeper = null)
    {
        keeper ??= new ValueKeeper();
        var order = Enumerable.Range(0, records.Count).OrderBy(record => records[record].Length ?? 0).ThenBy(record => record).ToArray();
        var fixedSize = ModelInput.FixedRecords(inputs);
        var batches = new List<Batch>();
        var chunks = fixedSize is { } size
            ? order.Chunk((int)Math.Min(size, int.MaxValue))
            : order.Chunk(Size).SelectMany(chunk => Fitting(chunk, records, inputs, outputs));
        foreach (var chunk in chunks)
        {
            var batch = Stack(chunk, records, inputs, fixedSize ?? chunk.Length, source);
            if (!batch.IsOk)
                return batch.As<ValueList<Batch>>();
            batches.Add(batch.Value with { Inputs = keeper.Keep(batch.Value.Inputs) });
        }

        return Result<ValueList<Batch>>.Ok(batches.ToValueList());
    }

    /// <summary>The records in batches of which each input and output fits into one block of memory, where a record alone does.</summary>
    private static IEnumerable<int[]> Fitting(
        int[] chunk, IReadOnlyList<PreparedRecord> records, ValueList<ModelInput> inputs, StatedOutputs? outputs)
    {
        var fed = Fed(chunk, records, inputs).ToArray();
        var shapes = fed.ToDictionary(input => input.Name, input => PaddedStack.Shape(Parts(chunk, records, input), input));
        if (chunk.Length == 1
            || (Array.TrueForAll(fed, input => Fits(chunk.Length, shapes[input.Name], input))
                && !(outputs?.LargestBytes(chunk.Length, shapes) > DataLimits.BlockBytes)))
            return [chunk];
        var half = chunk.Length / 2;
        return Fitting(chunk[..half], records, inputs, outputs).Concat(Fitting(chunk[half..], records, inputs, outputs));
    }

    private static bool Fits(long rows, long[] shape, ModelInput input) =>
        PaddedStack.Bytes(rows, shape, input.Type) <= DataLimits.BlockBytes;

    private static IEnumerable<ModelInput> Fed(int[] chunk, IReadOnlyList<PreparedRecord> records, ValueList<ModelInput> inputs) =>
        inputs.Where(input => records[chunk[0]].Inputs.ContainsKey(input.Name));

    private static Tensor[] Parts(int[] chunk, IReadOnlyList<PreparedRecord> records, ModelInput input) =>
        Array.ConvertAll(chunk, record => records[record].Inputs[input.Name]);

    private static Result<Batch> Stack(
        int[] chunk, IReadOnlyList<PreparedRecord> records, ValueList<ModelInput> inputs, long rows, string source)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var input in Fed(chunk, records, inputs))
        {
            var converted = Array.ConvertAll(Parts(chunk, records, input), input.Convert);
            if (Array.IndexOf(converted, null) is var wrong and >= 0)
            {
                return Result<Batch>.Fail(
                    DiagnosticCatalog.RecordUnfit, null, chunk[wrong], source,
                    $"input '{input.Name}' takes whole numbers ({input.Type}), and it has others; "
                    + $"'cast: {{ {input.Name}: {input.Type.ToString().ToLowerInvariant()} }}' under 'prepare' cuts fractions off");
            }

            var parts = Array.ConvertAll(converted, part => part!);
            var shape = PaddedStack.Shape(parts, input);
            if (Array.FindIndex(parts, part => IsUnfit(part, shape, input, records[chunk[0]].Length is not null)) is var unfit and >= 0)
            {
                return Result<Batch>.Fail(
                    DiagnosticCatalog.RecordUnfit, null, chunk[unfit], source,
                    $"its shape is {string.Join('×', parts[unfit].Shape)}, and input '{input.Name}' takes {Taken(input, shape)}; "
                    + "'prepare' makes other shapes with 'image', with 'array' and its 'shape', or with a 'graph'");
            }

            if (!Fits(rows, shape, input))
            {
                return Result<Batch>.Fail(
                    DiagnosticCatalog.RecordUnfit, null, chunk[0], source,
                    $"input '{input.Name}' takes {string.Join('×', shape.Prepend(rows))} at once, "
                    + $"which is {DataLimits.Text(PaddedStack.Bytes(rows, shape, input.Type))}, "
                    + $"and one input can have {DataLimits.Text(DataLimits.BlockBytes)}");
            }

            // Rows that a fixed batch size adds are zeros where a mask says that nothing is there, and else the same records again: images
            // of zeros would be measured as if they were data.
            tensors[input.Name] = PaddedStack.Of(parts, shape, (int)rows, input.Type, repeats: records[chunk[0]].Length is null);
        }

        return Result<Batch>.Ok(
            new Batch(tensors, chunk.ToValueList(), Mask(chunk, records, tensors, (int)rows)) { Next = Next(chunk, records, (int)rows) });
    }

    /// <summary>True for a record of another rank, or larger than the shape. Texts may be shorter, and rows of whole numbers, which are
    /// tokens; but an image in a frame of zeros is another image.</summary>
    private static bool IsUnfit(Tensor part, long[] shape, ModelInput input, bool isText) =>
        part.Rank != shape.Length
        || (input.Shape.Count > 0 && part.Rank + 1 != input.Shape.Count)
        || part.Shape.Zip(shape).Any(size => size.First > size.Second)
        || (!isText && part.Rank > 1 && input.Type is not (ElementType.Int32 or ElementType.Int64)
            && input.Shape.Skip(1).Zip(part.Shape).Any(size => size.First is { } stated && stated != size.Second));

    /// <summary>The sizes that the model states, <c>?</c> where it leaves one open; those of the other records where it states
    /// none.</summary>
    private static string Taken(ModelInput input, long[] shape) => input.Shape.Count == 0
        ? string.Join('×', shape)
        : ModelInput.Words(input.Shape.Skip(1));

    private static ValueList<long>? Next(int[] chunk, IReadOnlyList<PreparedRecord> records, int rows) =>
        chunk.All(record => records[record].Next is null)
            ? null
            : Enumerable.Range(0, rows).Select(row => row < chunk.Length ? records[chunk[row]].Next ?? -1 : -1).ToValueList();

    /// <summary>Ones where a record is, zeros behind it; null when nothing is padded.</summary>
    private static Tensor? Mask(int[] chunk, IReadOnlyList<PreparedRecord> records, Dictionary<string, Tensor> tensors, int rows)
    {
        if (records[chunk[0]].TokenInput is not { } tokens)
            return null;
        var length = (int)tensors[tokens].Shape[1];
        if (rows == chunk.Length && chunk.All(record => records[record].Length == length))
            return null;
        var mask = new float[rows * length];
        for (var row = 0; row < chunk.Length; row++)
            mask.AsSpan(row * length, records[chunk[row]].Length!.Value).Fill(1);
        return Tensor.Of(mask, rows, length);
    }
}
