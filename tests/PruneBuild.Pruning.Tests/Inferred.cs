using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests;

/// <summary>A model, its structure, and the proof that what the structure calls prunable can be cut.</summary>
internal sealed record Inferred(OnnxModel Model, ProbedSample Probe, ModelStructure Structure)
{
    public const double Tolerance = 1e-4;

    public static Inferred Of(OnnxModel model) => AsItIs(PrunableForm.Of(model));

    /// <summary>With what is fused in one node, as in bodies.</summary>
    public static Inferred AsItIs(OnnxModel model)
    {
        var probe = SampleInputs.Probe(model, Device.Cpu);
        Assert.IsTrue(probe.IsOk, string.Join("; ", probe.Diagnostics));
        return new Inferred(model, probe.Value, DimensionInference.Infer(model, probe.Value.Facts));
    }

    /// <summary>A plan that keeps every other unit, seeded, of each group given.</summary>
    public static PrunePlan Half(int seed, params IEnumerable<PruneGroup> groups)
    {
        var random = new Random(seed);
        return new PrunePlan(groups.Select(group =>
        {
            var units = Enumerable.Range(0, group.Units).ToArray();
            random.Shuffle(units);
            return new KeptUnits(group.Id, group.Units, units.Take(Math.Max(1, group.Units / 2)).Order().ToValueList(), 0);
        }).ToValueList());
    }

    /// <summary>Cuts half of every group alone, and of all at once, and compares with the masked original.</summary>
    public void Prove(double tolerance = Tolerance)
    {
        foreach (var group in Structure.Groups)
            Prove(Half(group.Units, group), group.Id, tolerance);
        if (Structure.Groups.Count > 1)
            Prove(Half(7, Structure.Groups), "all groups at once", tolerance);
        ProveOrders(tolerance);
    }

    /// <summary>Puts the units of each group into another order, and compares with the original.</summary>
    public void ProveOrders(double tolerance = Tolerance)
    {
        var packed = PackedBlocks.Groups(Model.Graph, Structure);
        var groups = Structure.Groups.Where(group => group.Units > 1 && !packed.Contains(group.Id)).ToArray();
        foreach (var (group, number) in groups.Select((group, number) => (group, number)))
            ProveSame(Shuffled(group, number).Apply(Model), $"{group.Id} in another order", tolerance);
        if (groups.Length > 1)
            ProveSame(
                groups.Select(Shuffled).Aggregate(Model, (model, order) => order.Apply(model)), "all groups in another order", tolerance);
    }

    private static UnitOrder Shuffled(PruneGroup group, int seed)
    {
        var units = Enumerable.Range(0, group.Units).ToArray();
        new Random(seed).Shuffle(units);
        return new UnitOrder(group, units.ToValueList());
    }

    public void Prove(PrunePlan plan, string what, double tolerance = Tolerance)
    {
        var cut = GraphCutter.Cut(Model, Structure, plan);
        ProveSame(cut, what, tolerance, plan);
    }

    private void ProveSame(OnnxModel other, string what, double tolerance, PrunePlan? plan = null)
    {
        var differences = EquivalenceCheck.Run(Model, Probe.Facts, Structure, plan ?? PrunePlan.Empty, other, Probe.Inputs, Device.Cpu);
        Assert.IsTrue(differences.IsOk, $"{what}: {string.Join("; ", differences.Diagnostics)}");
        foreach (var difference in differences.Value)
            Assert.IsLessThanOrEqualTo(tolerance, difference.Relative, $"{what}, output '{difference.Output}'");
    }

    /// <summary>Groups as <c>kind id: units × width</c>, in order.</summary>
    public string[] Groups => [.. Structure.Groups.Select(group => $"{group.Kind} {group.Id}: {group.Units}×{group.UnitWidth}")];
}
