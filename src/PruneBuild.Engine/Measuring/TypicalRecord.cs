using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Measuring;

/// <summary>One record to time a model on, as an app gives it: alone, of middling length, without padding.</summary>
internal static class TypicalRecord
{
    /// <summary>The longest record of the middle batch (batches are sorted by length);
    /// the whole batch where the model fixes its size.</summary>
    public static IReadOnlyDictionary<string, Tensor> Of(OnnxModel model, IReadOnlyList<Batch> batches)
    {
        var batch = batches[batches.Count / 2];
        var inputs = ModelInput.Of(model);
        if (inputs.Any(input => input.Shape.Count > 0 && input.Shape[0] is > 1))
            return batch.Inputs;
        var last = batch.Records.Count - 1;
        return batch.Inputs.ToDictionary(pair => pair.Key, pair => Row(pair.Value, last));
    }

    /// <summary>The same record so many times in one run; null where the model fixes how many it takes.</summary>
    public static IReadOnlyDictionary<string, Tensor>? Of(OnnxModel model, IReadOnlyList<Batch> batches, int records)
    {
        var (alone, batch) = (Of(model, batches), batches[batches.Count / 2]);
        if (ReferenceEquals(alone, batch.Inputs))
            return batch.Records.Count == records ? batch.Inputs : null;
        // One record at a time is a size that a model may have fixed as well.
        if (batch.Records.Count != records
            && ModelInput.Of(model).Where(input => batch.IsOfRecords(batch.Inputs[input.Name])).All(input => input.Shape[0] is not null))
            return null;
        return alone.ToDictionary(
            pair => pair.Key,
            pair => batch.IsOfRecords(batch.Inputs[pair.Key]) ? pair.Value.Take(0, new int[records]) : pair.Value);
    }

    /// <summary>Bytes of the largest input of so many records.</summary>
    public static double LargestInput(IReadOnlyList<Batch> batches, int records)
    {
        var batch = batches[batches.Count / 2];
        return batch.Inputs.Values.Max(input => (double)input.Bytes.Length / batch.Records.Count * records);
    }

    private static Tensor Row(Tensor tensor, int row)
    {
        if (tensor.Rank == 0 || tensor.Shape[0] <= row)
            return tensor;
        var width = tensor.Bytes.Length / (int)tensor.Shape[0];
        return new Tensor(tensor.Type, [1, .. tensor.Shape.Skip(1)], tensor.Memory.Slice(row * width, width));
    }
}
