using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class PrunerTests
{
    public static IEnumerable<(string Method, string Model, ReconstructionInputs Inputs)> Cases =>
        from method in MethodCatalog.Presets
        from model in SmallModels.Names
        from inputs in Enum.GetValues<ReconstructionInputs>()
        select (method.Name, model, inputs);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TheResultRunsAndMeetsTheBudget(string method, string model, ReconstructionInputs inputs)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 6, 1);

        var outcome = Pruned(original, SmallModels.Recipe(method, 0.3, inputs), batches);

        var cost = outcome.Structure.Cost;
        Assert.IsLessThanOrEqualTo(0.7 * cost.Macs(PrunePlan.Empty.KeptCounts()) * (1 + 1e-9), cost.Macs(outcome.Plan.KeptCounts()));
        Assert.IsTrue(double.IsFinite(SmallModels.Error(original, outcome.Pruned, batches)));
    }

    private static PruneOutcome Pruned(OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches)
    {
        var outcome = Pruner.Prune(model, recipe, batches, Device.Cpu);
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value;
    }
}
