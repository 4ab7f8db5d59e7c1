using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Compaction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Compaction;

[TestClass]
public sealed class SilentUnitsTests
{
    [TestMethod]
    public void AUnitWhoseConsumersHaveNoWeightForItIsSilent()
    {
        // Column 3 of the second weight reads unit 3 of the first.
        var found = Found(ZeroedWeight.In(TinyModels.Mlp(), "second.weight", (row, column) => column is 3 or 7));

        Assert.AreEqual("10: 0 1 2 4 5 6 8 9", found);
    }

    [TestMethod]
    public void AUnitThatIsAlwaysZeroIsSilent()
    {
        var model = ZeroedWeight.In(TinyModels.Mlp(), "first.weight", (row, _) => row is 2 or 4);
        Assert.AreEqual("", Found(model), "The biases are there.");
        Assert.AreEqual("10: 0 1 3 4 5 6 7 8 9", Found(ZeroedWeight.In(model, "first.bias", (_, unit) => unit is 2)));
    }

    [TestMethod]
    public void OneUnitStaysWhereTheBranchCannotGo() =>
        Assert.AreEqual("10: 0", Found(ZeroedWeight.In(TinyModels.Mlp(), "second.weight", (_, _) => true)).Split(';')[0]);

    [TestMethod]
    public void AHeadWithoutItsRowsOfTheOutputIsSilent()
    {
        // Three heads of four features; rows 4 to 7 of the output weight read the second.
        var found = Found(ZeroedWeight.In(TinyModels.Encoder(), "attention.output.weight", (row, _) => row is >= 4 and < 8));

        Assert.AreEqual("3: 0 2", found);
    }

    [TestMethod]
    public void ABranchThatAddsAConstantGoesWhole() =>
        Assert.AreEqual("10: ", Found(ZeroedWeight.In(TinyModels.Encoder(), "ffn.down.weight", (_, _) => true)));

    [TestMethod]
    public void WhatOneOfTwoConsumersHearsStays()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4).Weight("up", 1, 4, 6).Weight("left", 2, 6, 3).Weight("right", 3, 6, 3)
            .Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["r"])
            .Node("MatMul", ["r", "left"], ["a"]).Node("MatMul", ["r", "right"], ["b"]).Node("Add", ["a", "b"], ["y"]).Output("y").Build();
        model = ZeroedWeight.In(ZeroedWeight.In(model, "left", (row, _) => row is 1 or 2), "right", (row, _) => row is 2 or 3);

        Assert.AreEqual("6: 0 1 3 4 5", Found(model));
    }

    /// <summary>What stays, group by group; the model that is cut so answers as the one that is not.</summary>
    private static string Found(OnnxModel model)
    {
        var inferred = Inferred.Of(model);
        var plan = SilentUnits.Of(inferred.Model, inferred.Probe.Facts, inferred.Structure);
        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, plan);
        var differences = EquivalenceCheck.Run(
            inferred.Model, inferred.Probe.Facts, inferred.Structure, PrunePlan.Empty, cut, inferred.Probe.Inputs, Device.Cpu);
        foreach (var difference in differences.Value!)
            Assert.IsLessThanOrEqualTo(Inferred.Tolerance, difference.Relative);
        return string.Join("; ", plan.Groups.Select(kept => $"{kept.Units}: {string.Join(' ', kept.Kept)}"));
    }
}
