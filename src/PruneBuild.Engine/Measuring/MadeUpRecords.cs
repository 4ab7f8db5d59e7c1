using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Measuring;

/// <summary>Seeded random records, for models that come without data.</summary>
internal static class MadeUpRecords
{
    /// <summary>How many batches judge a model.</summary>
    public const int Batches = 16;

    /// <summary>Batches that the model runs on; PB3008 when nothing made up fits it.</summary>
    public static Result<IReadOnlyList<Batch>> Of(OnnxModel model, Device device, int seed)
    {
        var probe = SampleInputs.Probe(model, device, seed);
        return probe.IsOk ? Like(model, probe.Value, seed, Batches) : probe.As<IReadOnlyList<Batch>>();
    }

    /// <summary>Batches of the sizes that the model has been run with; PB3008 when nothing made up fits it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="probe">A run of it.</param>
    /// <param name="seed">The same seed gives the same records.</param>
    /// <param name="count">How many; the first ones are the same for any number.</param>
    public static Result<IReadOnlyList<Batch>> Like(OnnxModel model, ProbedSample probe, int seed, int count)
    {
        var (batches, first) = (new List<Batch>(), 0);
        for (var i = 0; i < count; i++)
        {
            var inputs = SampleInputs.CreateLike(model, probe.Inputs, seed + i);
            if (!inputs.IsOk)
                return inputs.As<IReadOnlyList<Batch>>();
            var rows = inputs.Value.Values.Where(tensor => tensor.Rank > 0)
                .Select(tensor => (int)tensor.Shape[0]).DefaultIfEmpty(1).First();
            batches.Add(new Batch(inputs.Value, Enumerable.Range(first, rows).ToValueList()));
            first += rows;
        }

        return Result<IReadOnlyList<Batch>>.Ok(batches);
    }
}
