using System.Collections;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Calibrating;

[TestClass]
public sealed class SharedStatisticsTests
{
    private static readonly string[] methods =
        ["fluctuation", "osscar", "mutual-information", "liar", "sobp", "taylor", "depth", "magnitude"];

    [TestMethod]
    public void AllMethodsAndBudgetsTakeOnePassAndPruneAsByThemselves()
    {
        var original = SmallModels.Of("encoder");
        var (batches, shared, passes) = (SmallModels.Batches(original, 6, 1), new SharedStatistics(), 0);
        foreach (var (i, method) in methods.Index())
        {
            var memory = new StepMemory { Shared = shared, Coming = [.. methods.Skip(i + 1).Select(name => Recipe(name, 0.3))] };
            foreach (var removed in new[] { 0.3, 0.5 })
            {
                var together = Pruned(Recipe(method, removed), memory);
                var alone = Pruned(Recipe(method, removed), null);

                passes += together.Timings.Count(timing => timing.Name == "calibrating");
                Assert.AreEqual(
                    alone.Plan.Groups.Select(group => group.Kept).ToValueList(),
                    together.Plan.Groups.Select(group => group.Kept).ToValueList(), method);
                Close.AreClose(
                    SmallModels.Error(original, alone.Pruned, batches), SmallModels.Error(original, together.Pruned, batches), 1e-4);
            }
        }

        Assert.AreEqual(1, passes);

        PruneOutcome Pruned(PruneRecipe recipe, StepMemory? memory)
        {
            var outcome = new Pruner(original, recipe, Workbench.Of(batches, Device.Cpu), memory).Prune();
            Assert.IsTrue(outcome.IsOk, $"{recipe.Method}: {string.Join("; ", outcome.Diagnostics)}");
            return outcome.Value;
        }
    }

    [TestMethod]
    public void ARefitOfALaterTrialComparesWithWhatTheOriginalSaidInTheFirst()
    {
        var original = SmallModels.Of("encoder");
        var (batches, taught) = (SmallModels.Batches(original, 6, 1), new TeacherMemory());
        foreach (var (method, removed) in new[] { ("osscar", 0.3), ("osscar", 0.5), ("liar", 0.3) })
        {
            var recipe = Recipe(method, removed, ReconstructionInputs.Sequential);
            var together = new Pruner(original, recipe, Workbench.Of(batches, Device.Cpu), new StepMemory { Taught = taught })
                .Prune().Value!;
            var alone = new Pruner(original, recipe, Workbench.Of(batches, Device.Cpu)).Prune().Value!;
            Assert.AreEqual(alone.Plan, together.Plan, method);
            Assert.AreEqual(alone.Pruned.Proto, together.Pruned.Proto, method);
        }

        Assert.IsNotNull(taught.Find("r"), "what the heads are matched with: the sum with the residual");
    }

    [TestMethod]
    public void WhatSeveralMethodsNeedIsReadFromTheDataNoMoreOftenThanWhatOneNeeds()
    {
        var original = SmallModels.Of("tokens");
        PruneRecipe[] recipes = [.. new[] { "fluctuation", "osscar", "mutual-information", "p-pruning" }
            .Select(name => Recipe(name, 0.3, ReconstructionInputs.Dense))];

        var (one, all, apart) = (Counted(), Counted(), Counted());
        _ = Asked(original, new SharedStatistics(), one, recipes[0], []);
        var shared = new SharedStatistics();
        foreach (var (i, recipe) in recipes.Index())
            _ = Asked(original, shared, all, recipe, [.. recipes.Skip(i + 1)]);
        foreach (var recipe in recipes)
            _ = Asked(original, new SharedStatistics(), apart, recipe, []);

        Assert.AreEqual(one.Readings, all.Readings);
        Assert.AreEqual(4 * one.Readings, apart.Readings);

        CountedBatches Counted() => new(SmallModels.Batches(original, 6, 1));
    }

    [TestMethod]
    public void WhatCannotBeMeasuredForAnotherMethodIsNoFailureOfThisOne()
    {
        var original = SmallModels.Of("chain");
        // Two rows: too few to compare units by samples.
        var few = SmallModels.Batches(original, 1, 1);
        var (asked, other) = (Recipe("fluctuation", 0.3), Recipe("mutual-information", 0.3));

        var measured = Asked(original, new SharedStatistics(), few, asked, [other]);
        var failed = Asked(original, new SharedStatistics(), few, other, []);

        Assert.IsTrue(measured.IsOk, string.Join("; ", measured.Diagnostics));
        Assert.AreEqual("PB3009", failed.Diagnostics.Single().Code);
    }

    private static Result<CalibrationFindings> Asked(
        OnnxModel model, SharedStatistics shared, IReadOnlyList<Batch> batches, PruneRecipe recipe, PruneRecipe[] coming)
    {
        var analysed = StructureAnalysis.Analyse(model, null, Device.Cpu).Value!;
        var needs = StepNeeds.Of(model, recipe, analysed.Structure, analysed.Probe.Facts, choosesLater: false);
        return shared.Of(needs, coming, new Calibration(model, analysed, Workbench.Of(batches, Device.Cpu)));
    }

    private static PruneRecipe Recipe(string method, double removed, ReconstructionInputs inputs = ReconstructionInputs.Dense) =>
        SmallModels.Recipe(method, removed, inputs);

    /// <summary>Counts how often it is read from the start.</summary>
    private sealed class CountedBatches(IReadOnlyList<Batch> batches) : IReadOnlyList<Batch>
    {
        public int Readings { get; private set; }

        public int Count => batches.Count;

        public Batch this[int index] => batches[index];

        public IEnumerator<Batch> GetEnumerator()
        {
            Readings++;
            return batches.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
