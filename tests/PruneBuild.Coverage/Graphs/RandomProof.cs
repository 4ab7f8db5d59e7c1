using PruneBuild.Coverage.Proving;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Graphs;

/// <summary>What the proof of one random model gave.</summary>
/// <param name="Groups">How many groups it has.</param>
/// <param name="Defects">What went wrong; empty when every cut is proven.</param>
internal sealed record RandomProof(int Groups, IReadOnlyList<string> Defects)
{
    /// <summary>Builds the model of a seed and proves the cut of half of each group, of all at once,
    /// and of all groups that can go whole.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="everyGroup">False for one group alone, taken by the seed.</param>
    public static RandomProof Run(int seed, bool everyGroup = true)
    {
        var model = RandomModel.Create(seed);
        var probe = SampleInputs.Probe(model, Device.Cpu);
        if (!probe.IsOk)
            return new RandomProof(0, [string.Join("; ", probe.Diagnostics)]);
        var structure = DimensionInference.Infer(model, probe.Value.Facts);
        if (structure.Groups.Count == 0)
            return new RandomProof(0, []);
        using var proof = new CutProof(model, probe.Value.Facts, structure, InputSets.Of(model, probe.Value, null));
        var single = structure.Groups.Select((group, i) => (What: $"{group.Kind} '{group.Id}' ({group.Units})", Plan: Halves.Of(i, group)))
            .Where((_, i) => everyGroup || i == seed % structure.Groups.Count);
        var plans = single.Append((What: "half of everything", Plan: Halves.Of(7, structure.Groups)));
        if (structure.Groups.Where(group => group.Ends.Count > 0).ToArray() is { Length: > 0 } whole)
            plans = plans.Append(
                (What: "whole branches", Plan: new PrunePlan([.. whole.Select(group => new KeptUnits(group.Id, group.Units, [], 0))])));
        return new RandomProof(
            structure.Groups.Count,
            [.. plans.Select(entry => proof.Defect(entry.Plan) is { } defect ? $"{entry.What}: {defect}" : null).OfType<string>()]);
    }
}
