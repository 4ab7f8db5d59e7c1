using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Tests.Pruning.Masks;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class PrunerTests
{
    public static IEnumerable<(string Method, string Model, ReconstructionInputs Inputs)> Cases =>
        from method in MethodCatalog.Presets
        from model in SmallModels.Names
        from inputs in Enum.GetValues<ReconstructionInputs>()
        where SmallModels.Reaches(method.Criterion, SmallModels.Of(model), 0.3)
        select (method.Name, model, inputs);

    [TestMethod]
    [DataRow("encoder")]
    [DataRow("decoder")]
    public void APlanOfALoopIsWhatARunBeginsWith(string name)
    {
        var model = SmallModels.Of(name);
        var (recipe, batches) = (SmallModels.Recipe("kprune", 0.5), SmallModels.Batches(model, 6, 1));

        var planned = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Plan().Value!.Plan.Groups;
        var pruned = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Prune().Value!.Plan.Groups;

        // The first sub-layer is cut as the first division says; later ones follow what was cut.
        bool IsFirst(KeptUnits group) => group.GroupId.Contains("attention", StringComparison.Ordinal);
        Assert.AreEqual(planned.Single(IsFirst).Kept, pruned.Single(IsFirst).Kept);
    }

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

    [TestMethod]
    [DataRow(true, ReconstructionInputs.Sequential)]
    [DataRow(false, ReconstructionInputs.Sequential)]
    [DataRow(true, ReconstructionInputs.Dense)]
    [DataRow(false, ReconstructionInputs.Dense)]
    public void ExpertsThatAreRefitAreNoWorseThanCutOnes(bool weightFirst, ReconstructionInputs inputs)
    {
        var original = SmallModels.Experts(weightFirst);
        var batches = SmallModels.Batches(original, 6, 1);
        var answers = original.WithGraph(original.Graph.Clone());
        answers.Graph.Output[0].Name = "down";
        var recipe = SmallModels.Recipe("osscar", 0.3, inputs);

        foreach (var method in (string[])["kprune", "sobp", "osscar"])
        {
            var chosen = recipe with { Criterion = MethodCatalog.Preset(method)!.Criterion };
            var cut = Pruned(original, chosen with { Reconstruction = new PlainSlice() }, batches);
            var refit = Pruned(original, chosen, batches);

            // What the experts put out is what is fit; the router's weights come behind it.
            Assert.IsNotEmpty(cut.Plan.Groups);
            Assert.IsLessThanOrEqualTo(Error(cut) * (1 + 1e-6), Error(refit), method);
        }

        double Error(PruneOutcome outcome)
        {
            var graph = outcome.Pruned.Graph.Clone();
            graph.Output[0].Name = "down";
            return SmallModels.Error(answers, outcome.Pruned.WithGraph(graph), batches);
        }
    }

    public static IEnumerable<(string Method, string Model, AllocationKind Kind, int KeepAtLeast)> Allocations =>
        from method in MethodCatalog.Presets
        where !method.Structures.Contains(StructureKind.Layers)
        from model in SmallModels.Names
        from kind in (AllocationKind[])[AllocationKind.Global, AllocationKind.Exact]
        from keepAtLeast in (int[])[0, 1]
        where SmallModels.Reaches(method.Criterion, SmallModels.Of(model), 0.2)
        select (method.Name, model, kind, keepAtLeast);

    [TestMethod]
    [DynamicData(nameof(Allocations))]
    public void WhatIsCutMeetsTheBudgetHoweverItIsDivided(string method, string model, AllocationKind kind, int keepAtLeast)
    {
        var original = SmallModels.Of(model);
        var recipe = SmallModels.Recipe(method, 0.2);

        var outcome = Pruned(
            original, recipe with { Allocation = recipe.Allocation with { Kind = kind, KeepAtLeast = keepAtLeast } },
            SmallModels.Batches(original, 6, 1));

        Assert.IsTrue(Planner.Holds(outcome.Structure, outcome.Plan, recipe.Budget));
        Assert.IsNotEmpty(outcome.Plan.Groups);
    }

    /// <summary>Searches and sweeps ask the original once; a budget that was tried before leaves nothing behind in one
    /// that is tried later.</summary>
    [TestMethod]
    [DataRow("encoder")]
    [DataRow("decoder")]
    [DataRow("chain")]
    public void WhatTheOriginalAnsweredServesOtherBudgets(string model)
    {
        var original = SmallModels.Of(model);
        var (batches, memory) = (SmallModels.Batches(original, 6, 1), new StepMemory());

        _ = Pruned(0.5, memory);
        var answers = memory.Answers;
        var again = Pruned(0.3, memory);

        Assert.IsNotNull(answers);
        Assert.AreSame(answers, memory.Answers);
        Assert.AreEqual(Pruned(0.3, null).Pruned.Proto, again.Pruned.Proto);

        PruneOutcome Pruned(double removed, StepMemory? known)
        {
            var outcome = new Pruner(original, SmallModels.Recipe("kprune", removed), Workbench.Of(batches, Device.Cpu), known).Prune();
            Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
            return outcome.Value;
        }
    }

    [TestMethod]
    [DataRow("batchnorm-scale", "fork")]
    [DataRow("hrank", "tokens")]
    public void ACriterionThatFitsNoGroupIsRefused(string method, string model)
    {
        var original = SmallModels.Of(model);

        var outcome = new Pruner(
            original, SmallModels.Recipe(method, 0.3), Workbench.Of(SmallModels.Batches(original, 2, 1), Device.Cpu)).Prune();

        Assert.IsFalse(outcome.IsOk);
        Assert.IsTrue(
            outcome.Diagnostics.All(problem => problem is { Code: "PB3053", Severity: Severity.Error }),
            string.Join("; ", outcome.Diagnostics));
    }

    [TestMethod]
    [DataRow("osscar", false)]
    [DataRow("ziplm", false)]
    [DataRow("fluctuation", false)]
    [DataRow("liar", false)]
    [DataRow("sobp", false)]
    [DataRow("taylor", true)]
    [DataRow("kprune", false)]
    [DataRow("policy-gradient", true)]
    public void WhereNoConstantWeightReadsAGroupItsOutputsAreNotJudgedByWhatTheyPutOut(string method, bool judges)
    {
        var original = SmallModels.Of("encoder");
        var recipe = SmallModels.Recipe(method, 0) with
        {
            Budget = new Budget.Units(0.5), Filter = GroupFilter.Default with { Structures = [StructureKind.HeadWidth] },
        };
        string[] unread =
        [
            .. StructureAnalysis.Analyse(original, null, Device.Cpu).Value!.Structure.Groups
                .Where(group => group.Kind == StructureKind.HeadWidth && group.Consumers.All(consumer => consumer.Weight is null))
                .Select(group => group.Id),
        ];

        var outcome = new Pruner(original, recipe, Workbench.Of(SmallModels.Batches(original, 6, 1), Device.Cpu)).Prune();

        Assert.IsNotEmpty(unread);
        var notes = (outcome.Value?.Notes ?? [.. outcome.Diagnostics]).Where(note => note.Code == "PB3053")
            .Select(note => note.Message).ToArray();
        Assert.AreEqual(!judges, notes.Any(note => note.Contains(unread[0], StringComparison.Ordinal)
            && note.Contains("no constant weight reads it", StringComparison.Ordinal)), string.Join("; ", notes));
        Assert.AreEqual(
            judges, outcome.Value?.Plan.Groups.Any(group => group.GroupId == unread[0]) ?? false, string.Join("; ", outcome.Diagnostics));
    }

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("goa")]
    [DataRow("p-pruning")]
    public void GroupsThatAnIntegerWeightReadsAreNotCalledUnread(string method)
    {
        var original = SmallModels.Quantized();
        var recipe = SmallModels.Recipe(method, 0.1) with { Filter = GroupFilter.Default with { Only = ["first"] } };

        var outcome = new Pruner(original, recipe, Workbench.Of(SmallModels.Batches(original, 6, 1), Device.Cpu)).Prune();

        Assert.IsFalse(outcome.IsOk);
        var message = outcome.Diagnostics.Single(problem => problem.Code == "PB3053").Message;
        StringAssert.Contains(
            message, "its units enter as 'q', which holds UInt8, and only products of floats are judged by what they put out");
        StringAssert.Contains(message, "'magnitude' judges every group");
    }

    [TestMethod]
    public void ExpertsWhoseWeightsAreNotFollowedAreToldFromUnitsThatNothingReads()
    {
        var graph = SmallModels.Experts().Graph.Clone();
        var product = graph.Node.Single(node => node.Output[0] == "down");
        graph.Node.Insert(graph.Node.IndexOf(product), new Onnx.Proto.NodeProto
        {
            OpType = "Transpose", Input = { "down.chosen" }, Output = { "down.same" },
            Attribute = { ModelBuilder.Attribute("perm", new long[] { 0, 1, 2 }) },
        });
        product.Input[0] = "down.same";
        var original = SmallModels.Experts().WithGraph(graph);

        var outcome = new Pruner(
            original, SmallModels.Recipe("osscar", 0.3), Workbench.Of(SmallModels.Batches(original, 6, 1), Device.Cpu)).Prune();

        StringAssert.Contains(
            outcome.Diagnostics.Single(problem => problem.Code == "PB3053").Message,
            "because the weights that 'down.chosen' chooses from the stack 'experts.down' for each token read it");
    }

    [TestMethod]
    [DataRow("policy-gradient")]
    [DataRow("taylor")]
    [DataRow("kwon")]
    [DataRow("sobp")]
    [DataRow("kprune")]
    public void IntegersBetweenLayersAreNotMasked(string method)
    {
        var original = SmallModels.Quantized();

        var planned = new Pruner(
            original, SmallModels.Recipe(method, 0) with { Budget = new Budget.Units(0.5) },
            Workbench.Of(SmallModels.Batches(original, 6, 1), Device.Cpu)).Plan();

        Assert.IsTrue(planned.IsOk, string.Join("; ", planned.Diagnostics));
        var note = planned.Diagnostics.Single(note => note.Code == "PB3053").Message;
        StringAssert.Contains(note, "UInt8");
        Assert.HasCount(1, planned.Value.Plan.Groups, string.Join("; ", planned.Diagnostics));
    }

    [TestMethod]
    [DataRow("taylor")]
    [DataRow("kwon")]
    [DataRow("llm-pruner")]
    [DataRow("sobp")]
    [DataRow("kprune")]
    public void UnitsOfACellStayWholeWhereGradientsOfSingleRecordsJudge(string method)
    {
        var original = SmallModels.Recurrent();

        var outcome = Pruned(
            original, SmallModels.Recipe(method, 0) with { Budget = new Budget.Units(0.5) }, SmallModels.Batches(original, 6, 1));

        var note = outcome.Notes.Single(note => note.Code == "PB3053");
        StringAssert.Contains(note.Message, "its units also act inside 'last', by its weight 'cell.recurrent'");
        Assert.AreEqual(Severity.Warning, note.Severity);
        Assert.HasCount(2, outcome.Plan.Groups);
    }

    [TestMethod]
    public void WhatABudgetCannotBeMetWithoutIsNamed()
    {
        var original = SmallModels.Recurrent();

        var outcome = new Pruner(
            original, SmallModels.Recipe("taylor", 0.6), Workbench.Of(SmallModels.Batches(original, 6, 1), Device.Cpu)).Prune();

        CollectionAssert.AreEqual(new[] { "PB3052", "PB3053" }, outcome.Diagnostics.Select(problem => problem.Code).ToArray());
    }

    [TestMethod]
    [DataRow("tokens", 1, true)]
    [DataRow("encoder", 0, false)]
    [DataRow("chain", 1, false)]
    public void ABudgetOutOfReachNamesTheBranchesThatCouldGoWhole(string model, int keepAtLeast, bool named)
    {
        var original = SmallModels.Of(model);
        var recipe = SmallModels.Recipe("magnitude", 0.999);
        recipe = recipe with { Allocation = recipe.Allocation with { KeepAtLeast = keepAtLeast } };

        var refused = new Pruner(
            original, recipe, Workbench.Of(SmallModels.Batches(original, 2, 1), Device.Cpu)).Prune().Diagnostics.Single();

        Assert.AreEqual("PB3052", refused.Code);
        Assert.AreEqual(named, refused.Message.Contains("'allocate: { keep-at-least: 0 }'", StringComparison.Ordinal), refused.Message);
    }

    [TestMethod]
    [DataRow(AllocationKind.Global)]
    [DataRow(AllocationKind.Exact)]
    public void ScoresThatDoNotCompareBetweenGroupsAreDividedAsShares(AllocationKind kind)
    {
        // The same units, read with weights a thousand times as large.
        var usual = SmallModels.Of("chain");
        var scaled = usual.Proto.Clone();
        var last = scaled.Graph.Initializer.Single(initializer => initializer.Name == "third.weight");
        scaled.Graph.Initializer[scaled.Graph.Initializer.IndexOf(last)] =
            TensorProtos.Create("third.weight", Tensor.Of([.. usual.Read(last).ToFloats().Select(value => 1000 * value)], 10, 3));

        Assert.AreEqual(Kept(usual), Kept(new OnnxModel(scaled)));

        string Kept(OnnxModel model)
        {
            var recipe = SmallModels.Recipe("fluctuation", 0.4);
            recipe = recipe with { Allocation = recipe.Allocation with { Kind = kind } };
            var planned = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 6, 1), Device.Cpu)).Plan();
            return string.Join("; ", planned.Value!.Plan.Groups.Select(group => $"{group.GroupId} {string.Join(',', group.Kept)}"));
        }
    }

    [TestMethod]
    public void InsideBodiesOnlyWhatReadsWeightsChooses()
    {
        var original = MlpInBranches();
        var batches = SmallModels.Batches(original, 2, 1);

        var measured = new Pruner(original, SmallModels.Recipe("osscar", 0.3), Workbench.Of(batches, Device.Cpu)).Prune();
        var read = Pruned(original, SmallModels.Recipe("magnitude", 0.3), batches);

        Assert.IsFalse(measured.IsOk);
        Assert.IsTrue(measured.Diagnostics.All(problem => problem.Code == "PB3053"), string.Join("; ", measured.Diagnostics));
        StringAssert.Contains(measured.Diagnostics[0].Message, "body of 'y'");
        Assert.IsTrue(read.Plan.Groups.Any(group => group.Kept.Count < group.Units));
    }

    /// <summary>x[batch, 6] → 12 → 3 in either branch of an If.</summary>
    private static OnnxModel MlpInBranches()
    {
        Onnx.Proto.GraphProto Branch(string name, string activation) => new ModelBuilder()
            .Weight($"{name}.up", 1, 6, 12).Weight($"{name}.down", 2, 12, 3)
            .Node("MatMul", ["x", $"{name}.up"], [$"{name}.h"]).Node(activation, [$"{name}.h"], [$"{name}.a"])
            .Node("MatMul", [$"{name}.a", $"{name}.down"], [$"{name}.y"]).Output($"{name}.y").BuildGraph();
        return new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Initializer("flag", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("If", ["flag"], ["y"], ("then_branch", Branch("a", "Relu")), ("else_branch", Branch("b", "Tanh"))).Output("y").Build();
    }

    [TestMethod]
    public void ReasonsOfUnitsThatWentNameTheirPartners()
    {
        var original = SmallModels.Of("tokens");

        var outcome = Pruned(original, SmallModels.Recipe("mutual-information", 0.3), SmallModels.Batches(original, 6, 1));

        foreach (var group in outcome.Plan.Groups)
        {
            CollectionAssert.AreEquivalent(
                Enumerable.Range(0, group.Units).Except(group.Kept).ToArray(),
                group.Reasons.Select(reason => reason.Unit).ToArray(), group.GroupId);
            Assert.IsTrue(group.Reasons.All(reason => reason.Redundancy is null or { Measure: "bits", Amount: >= -1e-9 }), group.GroupId);
        }

        Assert.IsTrue(outcome.Plan.Groups.Any(group => group.Reasons.Any(reason => reason.Redundancy is not null)));
    }

    [TestMethod]
    [DataRow("mutual-information")]
    [DataRow("p-pruning")]
    public void TooFewRowsToCompareUnitsOnAreRefused(string method)
    {
        var original = SmallModels.Of("chain");

        var outcome = new Pruner(
            original, SmallModels.Recipe(method, 0.3), Workbench.Of(SmallModels.Batches(original, 3, 1), Device.Cpu)).Prune();

        var problem = outcome.Diagnostics.Single();
        Assert.AreEqual("PB3009", problem.Code);
        StringAssert.Contains(problem.Message, "at least 8 rows, and the calibration data gives 6");
    }

    [TestMethod]
    [DataRow("goa")]
    [DataRow("mutual-information")]
    public void ActivationsThatAreNotFiniteAreRefused(string method)
    {
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 6, 1).Select((batch, i) => i != 2 ? batch : batch with
        {
            Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([.. Enumerable.Repeat(float.NaN, 12)], 2, 6) },
        }).ToArray();

        var outcome = new Pruner(original, SmallModels.Recipe(method, 0.3), Workbench.Of(batches, Device.Cpu)).Prune();

        Assert.AreEqual("PB3007", outcome.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("block-loss", "convolutions", "block.second.weight")]
    [DataRow("block-cosine", "tokens", "one.up.weight")]
    [DataRow("block-angle", "tokens", "one.up.weight")]
    public void DepthDropsAWholeBranch(string criterion, string model, string weight)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 6, 1);
        var recipe = SmallModels.Recipe("depth", 0) with
        {
            Criterion = MethodCatalog.Criterion(criterion)!,
            Budget = new Budget.Units(1),
            Filter = GroupFilter.Default with { Structures = [StructureKind.Layers] },
        };

        var outcome = Pruned(original, recipe, batches);

        Assert.IsTrue(original.Graph.Initializer.Any(initializer => initializer.Name == weight));
        Assert.IsFalse(outcome.Pruned.Graph.Initializer.Any(initializer => initializer.Name == weight));
        Assert.IsTrue(double.IsFinite(SmallModels.Error(original, outcome.Pruned, batches)));
        Assert.AreEqual(0, outcome.Plan.Groups.Single().Kept.Count);
    }

    /// <summary>Where a sum is gone two quantizations follow each other, which ONNX Runtime merges to one with another scale.</summary>
    [TestMethod]
    public void DepthDropsABranchBetweenQuantizations()
    {
        var builder = new ModelBuilder().Input("x", ElementType.Float, "batch", 6);
        var value = Quantized("x", 0.013f);
        for (var block = 1; block <= 2; block++)
        {
            builder = builder.Weight($"up{block}", block, 6, 8).Weight($"down{block}", 10 + block, 8, 6)
                .Node("MatMul", [value, $"up{block}"], [$"u{block}"]).Node("Relu", [$"u{block}"], [$"r{block}"])
                .Node("MatMul", [$"r{block}", $"down{block}"], [$"d{block}"])
                .Node("Add", [Quantized($"d{block}", 0.021f), value], [$"s{block}"]);
            value = Quantized($"s{block}", 0.034f + (0.01f * block));
        }

        var model = builder.Weight("last", 20, 6, 3).Node("MatMul", [value, "last"], ["y"]).Output("y").Build();
        var recipe = SmallModels.Recipe("depth", 0) with
        {
            Budget = new Budget.Units(0.5),
            Filter = GroupFilter.Default with { Structures = [StructureKind.Layers] },
        };

        var outcome = Pruned(model, recipe, SmallModels.Batches(model, 6, 1));

        Assert.AreEqual(1, outcome.Plan.Groups.Count(group => group.Kept.Count == 0));

        string Quantized(string name, float scale)
        {
            builder = builder.Scalar($"{name}.scale", scale).Initializer($"{name}.zero", Tensor.Scalar(ElementType.UInt8, (byte)128))
                .Node("QuantizeLinear", [name, $"{name}.scale", $"{name}.zero"], [$"{name}.q"])
                .Node("DequantizeLinear", [$"{name}.q", $"{name}.scale", $"{name}.zero"], [$"{name}.dq"]);
            return $"{name}.dq";
        }
    }

    [TestMethod]
    [DataRow("magnitude", ReconstructionInputs.Dense)]
    [DataRow("fluctuation", ReconstructionInputs.Dense)]
    [DataRow("osscar", ReconstructionInputs.Dense)]
    [DataRow("osscar", ReconstructionInputs.Sequential)]
    [DataRow("kprune", ReconstructionInputs.Sequential)]
    public void GroupsGoWholeWhenTheyMay(string method, ReconstructionInputs inputs)
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 6, 1);
        var recipe = SmallModels.Recipe(method, 0, inputs) with { Budget = new Budget.Units(1) };

        var usual = Pruned(original, recipe, batches);
        var whole = Pruned(original, recipe with { Allocation = recipe.Allocation with { KeepAtLeast = 0 } }, batches);

        Assert.IsTrue(usual.Plan.Groups.All(group => group.Kept.Count > 0));
        Assert.IsTrue(whole.Plan.Groups.Any(group => group.Kept.Count == 0), "a branch beside the residual stream");
        Assert.IsLessThan(usual.Pruned.Graph.Node.Count, whole.Pruned.Graph.Node.Count);
        Assert.IsTrue(double.IsFinite(SmallModels.Error(original, whole.Pruned, batches)));
    }

    [TestMethod]
    public void ScoresAreMeasuredBeforeEachCutThoughNothingIsRefit()
    {
        var original = SmallModels.Of("encoder");
        var recipe = SmallModels.Recipe("kprune", 0.5) with { Reconstruction = new PlainSlice() };

        var outcome = Pruned(original, recipe, SmallModels.Batches(original, 6, 1));

        Assert.IsTrue(outcome.Timings.Any(timing => timing.Name == "of it scoring"));
        Assert.IsFalse(outcome.Timings.Any(timing => timing.Name == "of it solving"));
        var plain = GraphCutter.Cut(original, outcome.Structure, outcome.Plan);
        Assert.IsLessThan(
            1e-9, SmallModels.Error(plain, outcome.Pruned, SmallModels.Batches(original, 6, 1)), "the surviving weights stay as they are");
    }

    [TestMethod]
    public void TheLastSubLayersDoNotPayForWhatTheCutsBeforeThemBroke()
    {
        // By scores of the network as cut so far alone, the layers keep 72, 94, 50, 36 and 14 of their 172 neurons.
        var (model, batches) = LanguageModels.Of("stories");

        var plan = Pruned(model, SmallModels.Recipe("kprune", 0.7), [batches[0], batches[4]]).Plan;

        int[] neurons = [.. plan.Groups.Where(group => group.Units == 172).Select(group => group.Kept.Count)];
        Assert.HasCount(5, neurons);
        Assert.IsGreaterThan(20, neurons.Min(), string.Join(", ", neurons));
    }

    [TestMethod]
    public void HeadsAreComparedByHowTheyAttend()
    {
        var original = SmallModels.Of("encoder");
        var recipe = SmallModels.Recipe("goa", 0) with
        {
            Criterion = MethodCatalog.Criterion("goa-similarity")!, Budget = new Budget.Units(0.5),
        };

        var outcome = Pruned(original, recipe, SmallModels.Batches(original, 6, 1));

        var heads = outcome.Plan.Groups.Single(group => group.Units == 4);
        Assert.HasCount(2, heads.Reasons);
        Assert.IsTrue(heads.Reasons.All(reason => reason.Redundancy is { Measure: "nats apart", Amount: >= 0 }));
    }

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("kprune")]
    [DataRow("fluctuation")]
    public void NeighbouringLayersWhoseWeightsAreIntegersAreBothCutAndRefit(string method)
    {
        var original = SmallModels.Dequantized();
        var batches = SmallModels.Batches(original, 6, 1);
        var recipe = SmallModels.Recipe(method, 0, ReconstructionInputs.Sequential) with { Budget = new Budget.Units(0.3) };

        var (refit, plain) =
            (Pruned(original, recipe, batches), Pruned(original, recipe with { Reconstruction = new PlainSlice() }, batches));

        Assert.HasCount(3, refit.Plan.Groups);
        Assert.IsTrue(refit.Plan.Groups.All(group => group.Kept.Count < group.Units));
        Assert.IsLessThan(SmallModels.Error(original, plain.Pruned, batches), SmallModels.Error(original, refit.Pruned, batches));
    }

    [TestMethod]
    public void LayersThatEachEndOneGroupAndMakeTheNextAreRefitInOrder()
    {
        var original = SmallModels.Ladder();
        var batches = SmallModels.Batches(original, 6, 1);

        var outcome = Pruned(original, SmallModels.Recipe("osscar", 0.3), batches);

        Assert.HasCount(4, outcome.Plan.Groups);
        Assert.IsTrue(double.IsFinite(SmallModels.Error(original, outcome.Pruned, batches)));
    }

    /// <summary>x[batch, 6] → a residual block of twelve neurons → 3, in half precision.</summary>
    private static OnnxModel Half() => new ModelBuilder()
        .Input("x", ElementType.Float16, "batch", 6)
        .Typed(ElementType.Float16, "up.weight", 1, 6, 12).Typed(ElementType.Float16, "up.bias", 2, 12)
        .Typed(ElementType.Float16, "down.weight", 3, 12, 6).Typed(ElementType.Float16, "down.bias", 4, 6)
        .Typed(ElementType.Float16, "head.weight", 5, 6, 3)
        .Node("MatMul", ["x", "up.weight"], ["a"]).Node("Add", ["a", "up.bias"], ["b"]).Node("Relu", ["b"], ["c"])
        .Node("MatMul", ["c", "down.weight"], ["d"]).Node("Add", ["d", "down.bias"], ["e"]).Node("Add", ["e", "x"], ["r"])
        .Node("Relu", ["r"], ["s"]).Node("MatMul", ["s", "head.weight"], ["y"])
        .Output("y").Build();

    [TestMethod]
    [DataRow("osscar", "chain")]
    [DataRow("osscar", "block")]
    [DataRow("kprune", "chain")]
    [DataRow("kprune", "block")]
    [DataRow("goa", "chain")]
    public void HalfPrecisionIsRefitToo(string method, string name)
    {
        var model = name == "chain" ? SmallModels.Chain(ElementType.Float16) : Half();
        var batches = SmallModels.Batches(model, 20, 1);
        var recipe = SmallModels.Recipe(method, 0.3) with { RefitsBefore = method == "goa" };

        var (refit, plain) = (Pruned(model, recipe, batches), Pruned(model, recipe with { Reconstruction = new PlainSlice() }, batches));

        Assert.IsLessThan(SmallModels.Error(model, plain.Pruned, batches), SmallModels.Error(model, refit.Pruned, batches));
    }

    private static PruneOutcome Pruned(OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches)
    {
        var outcome = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Prune();
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value;
    }
}
