using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Proving;

/// <summary>A cut model is a model like any other: it has the same groups, smaller, and can be cut again.</summary>
internal static class Twice
{
    /// <summary>Null when the cut model states its shapes as they are, inference on it finds the same groups, smaller,
    /// and cutting it again equals cutting once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="probe">A run of it.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="first">The first cut.</param>
    public static string? Defect(OnnxModel model, ProbedSample probe, ModelStructure structure, PrunePlan first)
    {
        var inputs = probe.Inputs;
        var cut = GraphCutter.Cut(model, structure, first);
        var facts = Probe.Run(cut, inputs, Device.Cpu);
        if (!facts.IsOk)
            return string.Join("; ", facts.Diagnostics).Split('\n')[0];
        if (StatedShapes.Defect(model, probe.Facts, cut, facts.Value) is { } stated)
            return stated;
        var smaller = DimensionInference.Infer(cut, facts.Value);
        var expected = first.Groups.Select((group, i) => (Units: group.Kept.Count, structure.Groups[i].Kind))
            .Where(group => group.Units > 1).ToList();
        var actual = smaller.Groups.Select(group => (group.Units, group.Kind)).ToList();
        if (!expected.Order().SequenceEqual(actual.Order()))
            return $"{expected.Count} groups of more than one unit should be left, the cut model has {actual.Count}: "
                + $"lost {Listed(expected, actual)}, new {Listed(actual, expected)}";
        if (expected.Count < first.Groups.Count || !expected.SequenceEqual(actual))
            return null;
        var second = Halves.Of(11, smaller.Groups);
        var differences = EquivalenceCheck.Compare(
            Run(GraphCutter.Cut(cut, smaller, second), inputs), Run(GraphCutter.Cut(model, structure, Halves.Then(first, second)), inputs));
        return differences.Any(difference => difference.Difference > 0) ? "cutting twice does not equal cutting once" : null;
    }

    private static string Listed(List<(int Units, StructureKind Kind)> these, List<(int Units, StructureKind Kind)> without)
    {
        var rest = without.ToList();
        return string.Join(
            ", ", these.Where(group => !rest.Remove(group)).Take(4).Select(group => $"{group.Kind} {group.Units}")) is { Length: > 0 } list
            ? list
            : "none";
    }

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        if (!opened.IsOk)
            throw new InvalidDataException(string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return session.Run(inputs);
    }
}
