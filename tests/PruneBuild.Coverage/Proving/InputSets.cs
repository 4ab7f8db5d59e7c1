using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Proving;

/// <summary>What a model is run on: the probe's random inputs, random ones of other sizes where the file takes them,
/// and recorded ones.</summary>
internal static class InputSets
{
    /// <summary>What a run shows of a model: on inputs made up for it, else on recorded ones,
    /// which some files need (sizes that the exporter froze).</summary>
    public static Result<ProbedSample> Probe(OnnxModel model, string? recorded)
    {
        var sample = SampleInputs.Probe(model, Device.Cpu);
        if (sample.IsOk || recorded is null)
            return sample;
        var inputs = NpzFile.Read(recorded);
        var facts = Inference.Probing.Probe.Run(model, inputs, Device.Cpu);
        return facts.IsOk ? Result<ProbedSample>.Ok(new ProbedSample(inputs, facts.Value)) : sample;
    }

    /// <summary>The inputs that the original model runs on.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Of(OnnxModel model, ProbedSample probe, string? recorded)
    {
        var sets = new List<IReadOnlyDictionary<string, Tensor>> { probe.Inputs };
        if (OtherSizes(model, probe) is { } sizes && SampleInputs.Create(model, sizes, seed: 5) is { IsOk: true } other)
            sets.Add(other.Value);
        if (recorded is not null)
            sets.Add(NpzFile.Read(recorded));
        if (sets.Count == 1 && SampleInputs.Create(model, Sizes(model, probe, size => size), seed: 5) is { IsOk: true } again)
            sets.Add(again.Value);
        // Files that exporters made for one size only do not run on others: said in the table by the number of inputs.
        return [.. sets.Where(set => ReferenceEquals(set, probe.Inputs) || SampleInputs.AreTaken(model, Device.Cpu, set))];
    }

    private static Dictionary<string, long>? OtherSizes(OnnxModel model, ProbedSample probe)
    {
        var sizes = Sizes(model, probe, size => size <= 3 ? 2 : size >= 32 ? size + 32 : size + 2);
        return sizes.Count == 0 ? null : sizes;
    }

    private static Dictionary<string, long> Sizes(OnnxModel model, ProbedSample probe, Func<long, long> change)
    {
        var sizes = new Dictionary<string, long>();
        foreach (var input in model.Graph.Input.Where(input => probe.Inputs.ContainsKey(input.Name)))
        {
            foreach (var (axis, dim) in input.Type.TensorType.Shape.Dim.Index())
            {
                if (!(dim.HasDimValue && dim.DimValue > 0))
                    sizes.TryAdd(
                        dim.DimParam is { Length: > 0 } name ? name : axis == 0 ? "batch" : $"axis {axis}",
                        change(probe.Inputs[input.Name].Shape[axis]));
            }
        }

        return sizes;
    }
}
