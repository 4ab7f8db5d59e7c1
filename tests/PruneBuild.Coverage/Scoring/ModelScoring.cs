using PruneBuild.Coverage.Proving;
using PruneBuild.Coverage.Truth;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Scoring;

/// <summary>Scores one model.</summary>
internal static class ModelScoring
{
    /// <summary>Infers, compares with the truth, and proves every cut.</summary>
    /// <param name="entry">The model.</param>
    /// <param name="everyGroup">False proves only the plan that cuts all groups at once.</param>
    public static ModelScore Score(CoverageModel entry, bool everyGroup)
    {
        try
        {
            return ScoreUnguarded(entry, everyGroup);
        }
#pragma warning disable CA1031 // The scoreboard counts crashes: whatever is thrown is its result.
        catch (Exception crash)
#pragma warning restore CA1031
        {
            return Failed(entry, $"crash: {crash.GetType().Name}: {crash.Message.Split('\n')[0]} "
                + $"{crash.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("PruneBuild", StringComparison.Ordinal))?.Trim()}");
        }
    }

    private static ModelScore ScoreUnguarded(CoverageModel entry, bool everyGroup)
    {
        var read = OnnxReader.Read(entry.Path);
        if (!read.IsOk)
            return Failed(entry, string.Join("; ", read.Diagnostics));
        using var model = PrunableForm.Of(read.Value);
        var probe = InputSets.Probe(model, entry.RecordedInputs);
        if (!probe.IsOk)
            return Failed(entry, string.Join("; ", probe.Diagnostics));
        var structure = DimensionInference.Infer(model, probe.Value.Facts);
        var inputs = InputSets.Of(model, probe.Value, entry.RecordedInputs);
        return new ModelScore(
            entry.Name,
            model.Graph.Node.Count,
            entry.TruthPath is null ? [] : StructureMatch.Match(TruthFile.Read(entry.TruthPath), structure),
            structure.Groups.Count,
            inputs.Count,
            [.. Defects(
                model, probe.Value, structure, inputs,
                everyGroup && structure.Cost.Macs(new Dictionary<string, int>()) <= ScoreTable.MacsOfGroupProofs)],
            [.. structure.Refusals.Select(refusal => $"{refusal.Operator}: {refusal.Reason}")],
            null);
    }

    private static IEnumerable<string> Defects(
        OnnxModel model, ProbedSample probe, ModelStructure structure,
        IReadOnlyList<IReadOnlyDictionary<string, Tensor>> inputs, bool everyGroup)
    {
        if (structure.Groups.Count == 0)
            yield break;
        using var proof = new CutProof(model, probe.Facts, structure, inputs);
        foreach (var (i, group) in structure.Groups.Index().Where(_ => everyGroup))
        {
            if (proof.Defect(Halves.Of(i + 1, group)) is { } defect)
                yield return $"{group.Kind} '{group.Id}' ({group.Units}): {defect}";
        }

        var half = Halves.Of(7, structure.Groups);
        if (proof.Defect(half) is { } all)
            yield return $"half of everything: {all}";
        else if (Twice.Defect(model, probe, structure, PackedBlocks.Complete(model, structure, half)) is { } twice)
            yield return $"cut twice: {twice}";
    }

    private static ModelScore Failed(CoverageModel entry, string failure) => new(
        entry.Name, 0,
        entry.TruthPath is null ? [] : [.. TruthFile.Read(entry.TruthPath).Select(wanted => new Finding(wanted, Outcome.Missed))], 0, 0, [],
        [], failure.Replace(entry.Path, entry.Name, StringComparison.Ordinal).Split('\n')[0]);
}
