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
}
