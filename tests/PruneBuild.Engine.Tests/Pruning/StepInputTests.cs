using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class StepInputTests
{
    private static readonly SparsityTarget.Pattern TwoOfFour = new(2, 4);

    [TestMethod]
    public void PatternsAreKnownUntilTheirWeightIsMaskedByAShare()
    {
        var start = StepInput.Of(SmallModels.Of("chain"));
        var patterned = start.After(Masked(start, TwoOfFour, "a", "b"));
        Assert.AreEqual(TwoOfFour, patterned.Patterns["a"]);
        var again = patterned.After(Masked(start, null, "b"));
        CollectionAssert.AreEqual((string[])["a"], again.Patterns.Keys.ToArray());
        CollectionAssert.AreEquivalent((string[])["a", "b"], again.Kept.Keys.ToArray());
    }

    [TestMethod]
    public void MasksThatRecoveryMovedAreHandedOn()
    {
        var start = StepInput.Of(SmallModels.Of("chain"));
        var masked = start.After(Masked(start, TwoOfFour, "a", "b"));
        var moved = masked.After(Nothing(start) with { Moved = new Dictionary<string, bool[]> { ["b"] = [false, true] } });
        CollectionAssert.AreEqual((bool[])[true, false], moved.Kept["a"]);
        CollectionAssert.AreEqual((bool[])[false, true], moved.Kept["b"]);
        Assert.AreEqual(TwoOfFour, moved.Patterns["b"]);
    }

    private static PruneOutcome Masked(StepInput input, SparsityTarget.Pattern? pattern, params string[] tensors) => Nothing(input) with
    {
        Masks = new MaskReport([], []) { Kept = tensors.ToDictionary(tensor => tensor, _ => (bool[])[true, false]), Pattern = pattern },
    };

    private static PruneOutcome Nothing(StepInput input) => new(
        input.Model, PrunePlan.Empty, StructureAnalysis.Analyse(input.Model, null, Inference.Devices.Device.Cpu).Value!.Structure, "nothing", [], []);
}
