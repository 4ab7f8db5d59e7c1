using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference.Devices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class StepInputTests
{
    private static readonly SparsityTarget.Pattern TwoOfFour = new(2, 4);

    [TestMethod]
    public void WhatComesAfterSeesTheOriginalInTheOrderOfThePrunedModel()
    {
        // Recovery compares the two channel by channel.
        var model = SmallModels.Of("convolutions");
        var order = Reversed(model);
        var slice = order.Group.Slices.First(slice => model.Read(new GraphIndex(model.Graph).Constant(slice.Tensor)!).Rank == 4);
        var shape = model.Read(new GraphIndex(model.Graph).Constant(slice.Tensor)!).Shape;
        bool[] flags = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => i * i % 7 < 3)];

        var after = (StepInput.Of(model) with { Kept = new Dictionary<string, bool[]> { [slice.Tensor] = flags } })
            .After(Outcome(model, order));

        Assert.AreEqual(after.Model.Proto, after.Original.Proto);
        Assert.AreNotEqual(model.Proto, after.Original.Proto);
        CollectionAssert.AreEqual(order.Apply(slice.Tensor, shape, flags), after.Kept[slice.Tensor]);
        CollectionAssert.AreNotEqual(flags, after.Kept[slice.Tensor]);
    }

    [TestMethod]
    public void UnitsThatWereCutBeforeHaveNoOrderInTheOriginal()
    {
        var model = SmallModels.Of("convolutions");
        var order = Reversed(model);
        var structure = StructureAnalysis.Analyse(model, null, Device.Cpu).Value!.Structure;
        var cut = GraphCutter.Cut(model, structure, new PrunePlan([new KeptUnits(order.Group.Id, order.Group.Units, [0, 1], 0)]));

        var after = (StepInput.Of(model) with { Original = cut }).After(Outcome(model, order));

        Assert.AreSame(cut, after.Original);
    }

    private static UnitOrder Reversed(OnnxModel model)
    {
        var group = StructureAnalysis.Analyse(model, null, Device.Cpu).Value!.Structure.Groups
            .First(group => group.Kind is StructureKind.Channels or StructureKind.Width);
        return new UnitOrder(group, Enumerable.Range(0, group.Units).Reverse().ToValueList());
    }

    private static PruneOutcome Outcome(OnnxModel model, UnitOrder order) => new(
        order.Apply(model), PrunePlan.Empty, StructureAnalysis.Analyse(model, null, Device.Cpu).Value!.Structure, "", [], [])
    {
        Masks = new MaskReport([], []) { Kept = new Dictionary<string, bool[]>(), Orders = [order] },
    };

    [TestMethod]
    public void PatternsStayKnownWhereAShareOfWhatTheyLeftIsMaskedToo()
    {
        var start = StepInput.Of(SmallModels.Of("chain"));
        var patterned = start.After(Masked(start, TwoOfFour, "a", "b"));
        var again = patterned.After(Masked(start, null, "b"));
        CollectionAssert.AreEquivalent((string[])["a", "b"], again.Patterns.Keys.ToArray());
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
        input.Model, PrunePlan.Empty, StructureAnalysis.Analyse(input.Model, null, Device.Cpu).Value!.Structure, "nothing", [], []);
}
