using PruneBuild.Engine.Measuring.Units;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class BudgetMissTests
{
    [TestMethod]
    public void ARunThatEndsShortOfTheBudgetSaysHowMuchIsGone()
    {
        var model = SmallModels.Of("tokens");
        var structure = StructureAnalysis.Analyse(model, SmallModels.Batches(model, 2, 1), Device.Cpu).Value!.Structure;
        var recipe = SmallModels.Recipe("kprune", 0.2);

        var miss = BudgetMiss.After(recipe, null, structure, PrunePlan.Empty);

        Assert.AreEqual("PB3052", miss?.Code);
        StringAssert.Contains(miss!.Message, "0.0");
        Assert.IsNull(BudgetMiss.After(recipe with { Budget = new Budget.Share(CostKind.Macs, 0) }, null, structure, PrunePlan.Empty));
        Assert.IsNull(BudgetMiss.After(recipe with { Budget = new Budget.Units(0.5) }, null, structure, PrunePlan.Empty));
    }

    [TestMethod]
    public void ARunThatEndsShortOfTheBudgetSaysWhatWasAskedAndWhichGroupsKeptMost()
    {
        var model = SmallModels.Of("tokens");
        var structure = StructureAnalysis.Analyse(model, SmallModels.Batches(model, 2, 1), Device.Cpu).Value!.Structure;
        var cut = structure.Groups.First(group => group.Units > 1);
        var plan = new PrunePlan([new KeptUnits(cut.Id, cut.Units, [0], 1)]);

        var byShare = BudgetMiss.After(SmallModels.Recipe("kprune", 0.95), null, structure, plan)!.Message;
        var absolute = new Budget.Absolute(CostKind.Macs, structure.Cost.Evaluate(CostKind.Macs, structure.Cost.Units) * 0.05);
        var byLimit = BudgetMiss.After(SmallModels.Recipe("kprune", 0.95) with { Budget = absolute }, null, structure, plan)!.Message;

        StringAssert.Contains(byShare, "95.0 % of the model's FLOPs were to go");
        Assert.AreEqual(byShare, byLimit, "A limit asks for the share above it.");
        Assert.IsFalse(byShare.Contains("at its smallest", StringComparison.Ordinal), byShare);
        var whole = structure.Groups.Where(group => group != cut).ToArray();
        Assert.IsNotEmpty(whole);
        StringAssert.Contains(byShare, $"'{whole[0].Id}' kept {whole[0].Units} of {whole[0].Units}");
    }

    [TestMethod]
    public void WhatIsOutOfReachIsToldBesideWhatWasAsked()
    {
        var model = SmallModels.Of("tokens");
        var structure = StructureAnalysis.Analyse(model, SmallModels.Batches(model, 2, 1), Device.Cpu).Value!.Structure;
        var full = structure.Cost.Evaluate(CostKind.Parameters, structure.Cost.Units);
        var allocation = SmallModels.Recipe("magnitude", 0.9).Allocation;

        string Message(Budget budget) =>
            BudgetMiss.Of(budget, null, structure.Cost, structure, PrunePlan.Empty, allocation).Message;

        StringAssert.Contains(
            Message(new Budget.Share(CostKind.Macs, 0.9)), "at its smallest, 0.0 % of the model's FLOPs are gone, and 90.0 % were to go.");
        StringAssert.Contains(
            Message(new Budget.Absolute(CostKind.Macs, 500)), " are left, and the budget leaves 1 KFLOPs.", "a multiply-add counts as two");
        StringAssert.Contains(
            Message(new Budget.Absolute(CostKind.Parameters, 12)),
            $"0.0 % of the model's parameters are gone: {UnitFamily.Count.Format(full)} are left, and the budget leaves 12.");
        StringAssert.Contains(
            BudgetMiss.OfTime(null, 0.4, 0.1, structure, PrunePlan.Empty, allocation).Message,
            "60.0 % of the model's latency is gone, and 90.0 % was to go.");
    }
}
