using PruneBuild.Coverage.Scoring;
using PruneBuild.Coverage.Truth;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Tests.Scoring;

[TestClass]
public sealed class StructureMatchTests
{
    private static readonly TrueStructure channels = new(
        "conv", TrueKind.Channels, 6, [new TrueCarrier(["conv.weight"], 0)], IsLayer: true);
    private static readonly TrueStructure neurons = new("ffn", TrueKind.Neurons, 6, [new TrueCarrier(["up"]), new TrueCarrier(["down"])]);

    [TestMethod]
    public void ChannelsAreFoundWhenSeveralGroupsCoverThem() =>
        Assert.AreEqual(Outcome.Found, Match(channels, [Group(2, "conv.weight", 6, 0), Group(4, "conv.weight", 6, 2)], []));

    [TestMethod]
    public void ChannelsAreMissedWhenSomeBelongToNoGroup() =>
        Assert.AreEqual(Outcome.Missed, Match(channels, [Group(2, "conv.weight", 6, 0)], []));

    [TestMethod]
    public void ChannelsThatTheCallersSeeHaveNoExactCut() => Assert.AreEqual(
        Outcome.NotExact, Match(channels, [], [new Refusal(
            "conv.weight", 6, "y", "graph output", "the model promises it to its callers", 0, [new("conv.weight", 0)])]));

    [TestMethod]
    public void ARefusalOfTheInputsSaysNothingAboutTheOutputs() => Assert.AreEqual(
        Outcome.Missed, Match(channels, [], [new Refusal(
            "conv.weight", 3, "x", "graph input", "the model takes it from its callers", 0, [new("conv.weight", 1)])]));

    [TestMethod]
    public void NeuronsAreFoundOnlyWhenAllTheirMatricesShrink()
    {
        var half = Group(6, "up", 6, 0);
        var whole = half with { Slices = [.. half.Slices, .. Group(6, "down_quantized", 6, 0).Slices] };

        Assert.AreEqual(Outcome.Missed, Match(neurons, [half], []));
        Assert.AreEqual(Outcome.Found, Match(neurons, [whole], []));
    }

    private static Outcome Match(TrueStructure wanted, ValueList<PruneGroup> groups, ValueList<Refusal> refusals) =>
        StructureMatch.Match([wanted], new ModelStructure(groups, refusals, [], [], [], new CostModel([], [], [], []))).Single().Outcome;

    private static PruneGroup Group(int units, string tensor, int size, int offset) => new(
        $"{tensor}.{offset}", StructureKind.Neurons, units,
        [new TensorSlice("node", 1, tensor, 0, new AxisPattern(size, offset, units, 1, []))], [], 1);
}
