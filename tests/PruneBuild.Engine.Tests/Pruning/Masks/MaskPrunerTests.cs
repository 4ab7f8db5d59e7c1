using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class MaskPrunerTests
{
    private static readonly SparsityTarget Half = new SparsityTarget.Share(0.5);

    public static IEnumerable<(string Method, string Model)> Cases =>
        from preset in MaskCatalog.Presets
        from model in SmallModels.Names
        select (preset.Name, model);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TheMaskedModelRunsAndCountsAreExact(string method, string model)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 6, 1);
        var outcome = Pruned(original, Recipe(method), batches);
        Assert.IsNotEmpty(outcome.Masks!.Weights);
        var index = new GraphIndex(outcome.Pruned.Graph);
        foreach (var weight in outcome.Masks.Weights)
        {
            var zeros = outcome.Pruned.Read(index.Constant(weight.Tensor)!).ToFloats()
                .Count(value => BitConverter.SingleToInt32Bits(value) == 0);
            Assert.AreEqual(weight.Zeros, zeros, weight.Id);
        }

        Assert.IsTrue(double.IsFinite(SmallModels.Error(original, outcome.Pruned, batches)));
    }

    /// <summary>To choose weights takes less data than to fit them.</summary>
    [TestMethod]
    [DataRow("dsnot", false)]
    [DataRow("sparse-swaps", false)]
    [DataRow("wanda", false)]
    [DataRow("sparsegpt", true)]
    [DataRow("fista", true)]
    public void LittleDataIsToldOfWhereWeightsAreFitted(string method, bool fits)
    {
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 1, 1);
        Assert.AreEqual(fits, IsTold(Recipe(method)));
        Assert.AreEqual(fits, IsTold(Recipe(method) with { Swaps = true }), "swaps choose");
        Assert.IsTrue(IsTold(Recipe(method) with { Update = new MaskedRefit(0.001, intercept: true) }), "an update fits");

        bool IsTold(MaskRecipe recipe) =>
            Pruned(original, recipe, batches).Notes.Any(note => note.Code == DiagnosticCatalog.CalibrationScarce.Code);
    }

    /// <summary>However many weights they are.</summary>
    [TestMethod]
    [DataRow("2:4", 0)]
    [DataRow("1:5", 1)]
    public void APatternThatDividesNotEveryWeightIsToldOfOnce(string pattern, int told)
    {
        var original = SmallModels.Of("tokens");
        var recipe = Recipe("magnitude") with { Target = new SparsityTarget.Pattern(pattern[0] - '0', pattern[2] - '0') };

        var notes = Pruned(original, recipe, SmallModels.Batches(original, 6, 1)).Notes;

        Assert.AreEqual(told, notes.Count(note => note.Code == DiagnosticCatalog.PatternUneven.Code));
        Assert.IsTrue(notes.All(note => note.Message.StartsWith("4 weights are uneven, such as 'one.up', which has 8 features, no multiple")
            || note.Code != DiagnosticCatalog.PatternUneven.Code), string.Join("; ", notes));
    }

    [TestMethod]
    public void TheExactUpdateLowersTheErrorOfTheWholeModel()
    {
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 64, 1);
        var plain = Pruned(original, Recipe("magnitude"), batches);
        var refit = Pruned(original, Recipe("magnitude") with { Update = new MaskedRefit(0.001, intercept: true) }, batches);
        Assert.IsLessThan(SmallModels.Error(original, plain.Pruned, batches), SmallModels.Error(original, refit.Pruned, batches));
    }

    /// <summary>Two nodes with one weight are pruned as one node that sees the rows of both.</summary>
    [TestMethod]
    [DataRow("wanda")]
    [DataRow("alps")]
    public void EvidenceOfAllReadersOfAWeightIsAdded(string method)
    {
        var shared = new ModelBuilder().Input("x", ElementType.Float, "batch", 12)
            .Input("z", ElementType.Float, "batch", 12).Weight("w", 1, 12, 8)
            .Node("MatMul", ["x", "w"], ["a"]).Node("MatMul", ["z", "w"], ["b"]).Output("a").Output("b").Build();
        var alone = new ModelBuilder().Input("x", ElementType.Float, "batch", 12).Weight("w", 1, 12, 8)
            .Node("MatMul", ["x", "w"], ["a"]).Output("a").Build();
        var batch = SmallModels.Batches(shared, 32, 1)[0];
        Tensor[] rows = [batch.Inputs["x"],
            Tensor.Of([.. batch.Inputs["z"].ToFloats().Select((value, i) => value * (1 + (i % 12)))], [.. batch.Inputs["z"].Shape])];
        Batch[] together = [batch with { Inputs = new Dictionary<string, Tensor> { ["x"] = rows[0], ["z"] = rows[1] } }];
        Batch[] apart = [.. rows.Select(x => batch with { Inputs = new Dictionary<string, Tensor> { ["x"] = x } })];
        var recipe = Recipe(method) with { Filter = new WeightFilter(["w"], []) };

        var (one, other) = (Weight(Pruned(shared, recipe, together)), Weight(Pruned(alone, recipe, apart)));

        Assert.AreEqual(48, one.Count(value => value == 0));
        for (var i = 0; i < one.Length; i++)
            Assert.AreEqual(other[i], one[i], 1e-5f);

        static float[] Weight(PruneOutcome outcome) => outcome.Pruned.Read(new GraphIndex(outcome.Pruned.Graph).Constant("w")!).ToFloats();
    }

    /// <summary>The same function in two forms is pruned to the same function: α·xW with a quarter for α,
    /// and weights four times as large.</summary>
    [TestMethod]
    [DataRow(OutputTargets.Own)]
    [DataRow(OutputTargets.Original)]
    public void WhatAGemmIsScaledByChangesNothing(OutputTargets targets)
    {
        var (plain, scaled) = (Scaled(1), Scaled(0.25f));
        var batches = SmallModels.Batches(plain, 32, 1);
        foreach (IMaskUpdate update in (IMaskUpdate[])[new MaskedMeanBias(), new MaskedRefit(0.001, intercept: true),
            new JudgedRefit(intercept: true)])
        {
            var recipe = Recipe("wanda") with { Update = update, Targets = targets, Filter = new WeightFilter(["*"], []) };
            var (one, other) = (Pruned(plain, recipe, batches), Pruned(scaled, recipe, batches));
            Assert.IsLessThan(1e-6, SmallModels.Error(one.Pruned, other.Pruned, batches), update.Name);
            Assert.IsEmpty(GivenUp(other));
        }

        static OnnxModel Scaled(float alpha) => new ModelBuilder().Input("x", ElementType.Float, "batch", 6)
            .Initializer("first", Of(1, 1 / alpha, 12, 6)).Weight("first.bias", 2, 12).Initializer("second", Of(3, 1 / alpha, 12, 6))
            .Node("Gemm", ["x", "first", "first.bias"], ["a"], ("alpha", alpha), ("transB", 1)).Node("Relu", ["a"], ["b"])
            .Node("Gemm", ["b", "second"], ["c"], ("alpha", alpha)).Node("Add", ["c", "x"], ["y"])
            .Output("y").Build();

        static Tensor Of(int seed, float factor, int rows, int columns) =>
            Tensor.Of(Array.ConvertAll(SeededValues.Floats(seed, rows * columns), value => factor * value), rows, columns);
    }

    [TestMethod]
    [DataRow("chain", false)]
    [DataRow("tokens", true)]
    public void TheCloserTheTargetToTheOriginalTheSmallerTheErrorOfTheWholeModel(string model, bool blocksHaveSeveralWeights)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 64, 1);
        var recipe = Recipe("wanda") with
        {
            Update = new MaskedRefit(0.001, intercept: true), TargetRidge = 0.001, Target = new SparsityTarget.Share(0.6),
        };
        double[] errors = [.. Enum.GetValues<OutputTargets>()
            .Select(targets => SmallModels.Error(original, Pruned(original, recipe with { Targets = targets }, batches).Pruned, batches))];
        Assert.IsLessThan(errors[(int)OutputTargets.Own], errors[(int)OutputTargets.Original], string.Join(" ", errors));
        if (blocksHaveSeveralWeights)
            Assert.IsLessThan(errors[(int)OutputTargets.Own], errors[(int)OutputTargets.Block], string.Join(" ", errors));
        else
            Close.AreClose(errors[(int)OutputTargets.Own], errors[(int)OutputTargets.Block], 1e-4);
    }

    [TestMethod]
    public void HalfPrecisionIsRefitTowardsTheOriginalToo()
    {
        var original = SmallModels.Chain(ElementType.Float16);
        var batches = SmallModels.Batches(original, 64, 1);
        var recipe = Recipe("wanda") with
        {
            Update = new MaskedRefit(0.001, intercept: true), TargetRidge = 0.001, Target = new SparsityTarget.Share(0.6),
        };

        double[] errors = [.. new[] { OutputTargets.Own, OutputTargets.Original }.Select(targets =>
            SmallModels.Error(original, Pruned(original, recipe with { Targets = targets }, batches).Pruned, batches))];

        Assert.IsLessThan(errors[0], errors[1], string.Join(" ", errors));
    }

    [TestMethod]
    public void EveryMethodPrunesTowardsTheOriginalAndKeepsItsCounts()
    {
        var original = SmallModels.Of("encoder");
        var batches = SmallModels.Batches(original, 32, 1);
        foreach (var preset in MaskCatalog.Presets)
        {
            var recipe = Recipe(preset.Name);
            var own = Pruned(original, recipe, batches).Masks!;
            var taught = Pruned(original, recipe with { Targets = OutputTargets.Original }, batches).Masks!;
            CollectionAssert.AreEqual(
                own.Weights.Select(weight => (weight.Id, weight.Zeros)).ToArray(),
                taught.Weights.Select(weight => (weight.Id, weight.Zeros)).ToArray(), preset.Name);
            Assert.IsTrue(taught.Weights.All(weight => weight.RelativeError is >= 0 and < 2), preset.Name);
        }
    }

    [TestMethod]
    [DataRow("encoder", 32, OutputTargets.Original)]
    [DataRow("encoder", 32, OutputTargets.Own)]
    [DataRow("convolutions", 10, OutputTargets.Original)]
    [DataRow("encoder", 1, OutputTargets.Original)]
    public void AnUpdateThatJudgesItselfIsNoWorseThanNone(string name, int count, OutputTargets targets)
    {
        var original = SmallModels.Of(name);
        var batches = SmallModels.Batches(original, count, 1);
        var recipe = Recipe("magnitude") with { Targets = targets };

        var judged = Pruned(original, recipe with { Update = new JudgedRefit(intercept: true) }, batches);

        Assert.IsEmpty(judged.Notes.Where(note => note.Code == DiagnosticCatalog.MaskGivenUp.Code));
        Assert.IsLessThan(
            SmallModels.Error(original, Pruned(original, recipe with { Targets = OutputTargets.Own }, batches).Pruned, batches),
            SmallModels.Error(original, judged.Pruned, batches));
    }

    [TestMethod]
    public void WithNothingPrunedBeforeItTheOriginalsOutputIsAWeightsOwn()
    {
        var original = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4, 9, 7)
            .Weight("middle.weight", 2, 6, 4, 3, 2).Weight("side.weight", 1, 6, 2, 1, 1).Weight("bias", 3, 6)
            .Node("Conv", ["x", "middle.weight", "bias"], ["a"])
            .Node("Conv", ["x", "side.weight"], ["b"], ("group", 2), ("pads", new long[] { 0, 0, 0, 0 }))
            .Node("GlobalAveragePool", ["b"], ["p"]).Node("Add", ["a", "p"], ["y"])
            .Output("y").Build();
        var batches = SmallModels.Batches(original, 32, 1);
        var recipe = Recipe("wanda") with { Update = new MaskedRefit(), Filter = new WeightFilter(["*"], []) };
        foreach (var id in (string[])["middle", "side"])
        {
            var alone = recipe with { Filter = new WeightFilter([id], []) };
            var (own, taught) =
                (Pruned(original, alone, batches), Pruned(original, alone with { Targets = OutputTargets.Original }, batches));
            Close.AreClose(
                own.Pruned.Read(new GraphIndex(own.Pruned.Graph).Constant($"{id}.weight")!).ToFloats(),
                taught.Pruned.Read(new GraphIndex(taught.Pruned.Graph).Constant($"{id}.weight")!).ToFloats(), 1e-3);
        }
    }

    [TestMethod]
    public void SwapsLowerTheErrorOfEveryLayer()
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 64, 1);
        var dense = Recipe("wanda") with { Update = new MaskedMeanBias(), Inputs = ReconstructionInputs.Dense };
        var plain = Pruned(original, Recipe("sparse-swaps"), batches).Masks!.Weights;
        Assert.IsTrue(plain.All(weight => weight.RelativeError is > 0 and < 1));
        Assert.IsTrue(Pruned(original, dense with { Swaps = true }, batches).Masks!.Weights.All(weight => weight.RelativeError < 1));
    }

    [TestMethod]
    [DataRow("alps")]
    [DataRow("admm")]
    [DataRow("obc")]
    [DataRow("sds")]
    [DataRow("sparsegpt")]
    [DataRow("fista")]
    public void SwapsMakeNoLayerOfAnyMethodWorse(string method)
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 64, 1);
        var recipe = Recipe(method) with { Inputs = ReconstructionInputs.Dense };
        var (alone, swapped) =
            (Pruned(original, recipe, batches).Masks!.Weights, Pruned(original, recipe with { Swaps = true }, batches).Masks!.Weights);
        foreach (var (before, after) in alone.Zip(swapped))
        {
            Assert.AreEqual(before.Zeros, after.Zeros);
            Assert.IsLessThanOrEqualTo(before.RelativeError!.Value * (1 + 1e-5), after.RelativeError!.Value, after.Id);
        }
    }

    [TestMethod]
    [DataRow("magnitude")]
    [DataRow("alps")]
    public void GroupsOfAConvolutionShareItsExactCount(string method)
    {
        var original = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 8, 6, 6).Weight("deep.weight", 1, 8, 1, 3, 3)
            .Node("Conv", ["x", "deep.weight"], ["y"], ("group", 8)).Output("y").Build();
        var recipe = Recipe(method) with { Filter = new WeightFilter(["*"], []) };
        foreach (var (share, zeros) in ((double, int)[])[(0.5, 36), (0.3, 22), (0.05, 4), (0, 0), (1, 72)])
            Assert.AreEqual(zeros, Pruned(
                original, recipe with { Target = new SparsityTarget.Share(share) },
                SmallModels.Batches(original, 32, 1)).Masks!.Zeros, $"{share}");
    }

    [TestMethod]
    [DataRow("magnitude", AllocationKind.Uniform)]
    [DataRow("magnitude", AllocationKind.Global)]
    [DataRow("magnitude", AllocationKind.Alpha)]
    [DataRow("wanda", AllocationKind.Uniform)]
    [DataRow("alps", AllocationKind.Uniform)]
    public void AWeightThatIsNotFiniteStaysDenseAndIsNamed(string method, AllocationKind allocation)
    {
        var broken = SeededValues.Floats(3, 24);
        broken[5] = float.NaN;
        var original = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("sound.weight", 1, 6, 4)
            .Initializer("broken.weight", Tensor.Of(broken, 6, 4))
            .Node("MatMul", ["x", "sound.weight"], ["y"]).Node("MatMul", ["x", "broken.weight"], ["z"])
            .Output("y").Output("z").Build();
        var outcome = Pruned(
            original, Recipe(method) with { Filter = new WeightFilter(["*"], []), Allocation = allocation },
            SmallModels.Batches(original, 16, 1));
        StringAssert.Contains(GivenUp(outcome).Single(), "broken");
        Assert.AreEqual("sound", outcome.Masks!.Weights.Single().Id);
        Assert.AreEqual(12, outcome.Masks.Zeros);
    }

    [TestMethod]
    public void AGroupedAndDilatedConvolutionErrsAsItsGramSays()
    {
        var original = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 4, 9, 7)
            .Weight("stem.weight", 1, 8, 4, 1, 1).Weight("middle.weight", 2, 6, 4, 3, 2)
            .Node("Conv", ["x", "stem.weight"], ["a"])
            .Node(
                "Conv", ["a", "middle.weight"], ["y"], ("group", 2), ("strides", new long[] { 2, 1 }), ("dilations", new long[] { 1, 2 }),
                ("pads", new long[] { 1, 0, 2, 1 }))
            .Output("y").Build();
        var batches = SmallModels.Batches(original, 8, 1);
        var recipe = Recipe("sparsegpt") with { Filter = new WeightFilter(["middle"], []), Target = new SparsityTarget.Pattern(2, 4) };
        var outcome = Pruned(original, recipe, batches);
        Close.AreClose(outcome.Masks!.Weights[0].RelativeError!.Value, SmallModels.Error(original, outcome.Pruned, batches), 1e-4);
    }

    [TestMethod]
    public void AllocationsMeetTheShareOverAll()
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 16, 1);
        foreach (var allocation in (AllocationKind[])[AllocationKind.Uniform, AllocationKind.Global, AllocationKind.Owl,
            AllocationKind.Alpha, AllocationKind.Spdy, AllocationKind.Evolution])
        {
            var masks = Pruned(original, Recipe("magnitude") with { Allocation = allocation }, batches).Masks!;
            Assert.AreEqual(0.5, (double)masks.Zeros / masks.Elements, 0.02, $"{allocation}");
        }
    }

    [TestMethod]
    [DataRow("encoder", true)]
    [DataRow("convolutions", true)]
    [DataRow("decoder", false)]
    [DataRow("chain", true)]
    public void FeaturesInABetterOrderKeepMore(string name, bool another)
    {
        var original = SmallModels.Of(name);
        var batches = SmallModels.Batches(original, 6, 1);
        var recipe = Recipe("magnitude") with { Target = new SparsityTarget.Pattern(2, 4) };

        var (plain, ordered) = (Pruned(original, recipe, []), Pruned(original, recipe with { Reorders = true }, []));

        Assert.AreEqual(plain.Masks!.Zeros, ordered.Masks!.Zeros);
        Assert.AreEqual(another, ordered.Masks.Orders.Count > 0);
        if (another)
            Assert.IsGreaterThan(Magnitude(plain), Magnitude(ordered));
        else
            Assert.AreEqual(plain.Pruned.Proto, ordered.Pruned.Proto);
        foreach (var method in (string[])["wanda", "ria", "sparsegpt"])
        {
            var outcome = Pruned(original, Recipe(method) with
            {
                Target = recipe.Target, Reorders = true, Update = new MaskedRefit(), Targets = OutputTargets.Original,
            }, batches);
            Assert.IsLessThan(1, SmallModels.Error(original, outcome.Pruned, batches), method);
            StringAssert.Contains(outcome.MethodDescription, $"in better order in {outcome.Masks!.Orders.Count} groups");
        }
    }

    [TestMethod]
    public void AWeightThatHasThePatternAlreadyKeepsItsOrder()
    {
        // Both read the stem's channels.
        var recipe = Recipe("magnitude") with { Target = new SparsityTarget.Pattern(2, 4), Reorders = true };
        var original = SmallModels.Of("convolutions");
        var second = recipe with { Filter = new WeightFilter(["tail"], []) };
        Assert.IsTrue(Pruned(original, second, []).Masks!.Orders.Any(order => order.Group.Id == "stem"));

        var first = Pruned(original, recipe with { Filter = new WeightFilter(["block.first"], []), Reorders = false }, []).Pruned;

        Assert.IsFalse(Pruned(first, second, []).Masks!.Orders.Any(order => order.Group.Id == "stem"));
    }

    [TestMethod]
    public void TwoLayersTogetherEndNearerToTheirDenseOutputThanEachByItself()
    {
        var original = new ModelBuilder().Input("x", ElementType.Float, "batch", 6)
            .Weight("up.weight", 1, 6, 24).Weight("up.bias", 2, 24).Weight("down.weight", 3, 24, 6).Weight("down.bias", 4, 6)
            .Node("MatMul", ["x", "up.weight"], ["a"]).Node("Add", ["a", "up.bias"], ["b"]).Node("Relu", ["b"], ["c"])
            .Node("MatMul", ["c", "down.weight"], ["d"]).Node("Add", ["d", "down.bias"], ["e"]).Node("Add", ["e", "x"], ["s"])
            .Weight("head.weight", 5, 6, 5).Node("MatMul", ["s", "head.weight"], ["y"])
            .Output("y").Build();
        var batches = SmallModels.Batches(original, 200, 1);

        var (alone, together) = (Pruned(original, Recipe("sparsegpt"), batches), Pruned(original, Recipe("sparsellm"), batches));

        Assert.AreEqual(alone.Masks!.Zeros, together.Masks!.Zeros);
        Assert.IsEmpty(together.Notes);
        Assert.AreEqual(
            "Weight 'up': it and 1 other are masked together with another weight, so that swaps for its own output would not help; "
            + "their masks stay.",
            GivenUp(Pruned(original, Recipe("sparsellm") with { Swaps = true }, batches)).Single());
        StringAssert.Contains(
            GivenUp(Pruned(SmallModels.Of("convolutions"), Recipe("sparsellm"), SmallModels.Batches(SmallModels.Of("convolutions"), 8, 1)))
                .Single(),
            "SparseGPT alone");
        Assert.IsLessThan(0.97 * SmallModels.Error(original, alone.Pruned, batches), SmallModels.Error(original, together.Pruned, batches));
    }

    [TestMethod]
    public void TwoLayersOfAPlainChainAreMaskedTogether()
    {
        // Each Gemm is a block of its own.
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 200, 1);

        var (alone, together) = (Pruned(original, Recipe("sparsegpt"), batches), Pruned(original, Recipe("sparsellm"), batches));

        Assert.IsEmpty(GivenUp(together));
        Assert.AreEqual(alone.Masks!.Zeros, together.Masks!.Zeros);
        Assert.IsLessThan(SmallModels.Error(original, alone.Pruned, batches), SmallModels.Error(original, together.Pruned, batches));
    }

    [TestMethod]
    public void AFactorOnTheLeftIsSaidToBeFitToItsOwnOutput()
    {
        var original = new ModelBuilder().Input("x", ElementType.Float, "batch", 8, 4).Weight("left", 1, 6, 8)
            .Node("MatMul", ["left", "x"], ["a"]).Node("Relu", ["a"], ["y"]).Output("y").Build();
        var recipe = Recipe("magnitude") with { Filter = new WeightFilter(["*"], []), Update = new MaskedRefit() };

        var aimed = Pruned(original, recipe with { Targets = OutputTargets.Original }, SmallModels.Batches(original, 8, 1));

        StringAssert.Contains(GivenUp(aimed).Single(), "pruned towards its own output");
        Assert.IsEmpty(GivenUp(Pruned(original, recipe, SmallModels.Batches(original, 8, 1))));
    }

    private static double Magnitude(PruneOutcome outcome) => outcome.Masks!.Weights.Sum(
        weight => outcome.Pruned.Read(new GraphIndex(outcome.Pruned.Graph).Constant(weight.Tensor)!).ToFloats().Sum(Math.Abs));

    /// <summary>To use magnitude is no way out for who does.</summary>
    [TestMethod]
    public void WhatNeedsDataIsNamedWithItsOwnWayOut()
    {
        AssertSaid(Recipe("wanda"), "Criterion 'wanda' with reconstruction 'none' needs", "or use 'method: magnitude'.");
        AssertSaid(
            Recipe("magnitude") with { Allocation = AllocationKind.Evolution }, "'allocate: evolution' needs", "or remove 'allocate'.");
        AssertSaid(Recipe("magnitude") with { Swaps = true }, "'recover: mask-tuning' needs", "or remove 'recover'.");
        AssertSaid(Recipe("magnitude") with { Targets = OutputTargets.Original }, "'targets' under 'reconstruct' needs", "or remove it.");

        static void AssertSaid(MaskRecipe recipe, string what, string wayOut)
        {
            var message = MaskPruner.Prune(SmallModels.Of("chain"), recipe, Workbench.Of([], Device.Cpu)).Diagnostics[0].Message;
            StringAssert.StartsWith(message, what);
            StringAssert.EndsWith(message, wayOut);
        }
    }

    [TestMethod]
    public void WhatCannotBeDoneIsRefusedWithACode()
    {
        var model = SmallModels.Of("chain");
        Assert.AreEqual(DiagnosticCatalog.CalibrationNeeded.Code, Refused(model, Recipe("wanda"), []));
        Assert.AreEqual(
            DiagnosticCatalog.CalibrationNeeded.Code,
            Refused(model, Recipe("magnitude") with { Allocation = AllocationKind.Evolution }, []));
        Assert.AreEqual(
            DiagnosticCatalog.NothingToMask.Code,
            Refused(model, Recipe("magnitude") with { Filter = new WeightFilter(["nowhere"], []) }, []));
    }

    [TestMethod]
    public void NaNActivationsAreRefusedWithTheirTap()
    {
        var model = SmallModels.Of("chain");
        var nan = new Batch(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([.. Enumerable.Repeat(float.NaN, 12)], 2, 6) }, [0, 1]);
        Assert.AreEqual(DiagnosticCatalog.StatisticsNotFinite.Code, Refused(model, Recipe("sparsegpt"), [nan]));
    }

    [TestMethod]
    public void RecurrentWeightsAreMaskedAndTheHiddenOnesSaySo()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, 5, "batch", 6)
            .Weight("gru.w", 1, 1, 12, 6).Weight("gru.r", 2, 1, 12, 4)
            .Node("GRU", ["x", "gru.w", "gru.r"], ["h"], ("hidden_size", 4)).Node("Relu", ["h"], ["y"])
            .Output("y").Build();
        var batches = Enumerable.Range(0, 4).Select(i => new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(i, 5 * 8 * 6), 5, 8, 6) },
            [.. Enumerable.Range(8 * i, 8)])).ToArray();
        var outcome = Pruned(model, Recipe("wanda") with { Filter = new WeightFilter(["*"], []) }, batches);
        Assert.HasCount(2, outcome.Masks!.Weights);
        Assert.HasCount(1, GivenUp(outcome));

        var aimed = Recipe("wanda") with { Filter = new WeightFilter(["*"], []), Targets = OutputTargets.Original };
        Assert.HasCount(1, GivenUp(Pruned(model, aimed, batches)), "what a GRU should put out is not known");
        var said = GivenUp(Pruned(model, aimed with { InsistsOnTargets = true }, batches));
        Assert.HasCount(3, said);
        StringAssert.Contains(said[0], "its own output");
    }

    private static string[] GivenUp(PruneOutcome outcome) =>
        [.. outcome.Notes.Where(note => note.Code == DiagnosticCatalog.MaskGivenUp.Code).Select(note => note.Message)];

    /// <summary>Relative errors of the first block of two models on their dense Gram:
    /// magnitude, Wanda, SparseGPT at 50 %, 70 %, 2:4 and 4:8.</summary>
    [TestMethod]
    [DataRow("stories", """
        wq .01079/.01693/.00495 .04829/.07979/.01986 .06354/.03834/.01778 .04222/.02442/.01314
        wk .01215/.01810/.00461 .04650/.08871/.02142 .06973/.03964/.01779 .04519/.02247/.01217
        wv .06771/.04755/.03838 .20491/.16528/.14498 .12260/.10268/.07656 .08848/.07113/.05657
        wo .04451/.04893/.03320 .13708/.15846/.11876 .10048/.09347/.06140 .07698/.07589/.05031
        w1 .03117/.03942/.02328 .10658/.13105/.08736 .07540/.06998/.04737 .05749/.05216/.03691
        w3 .04372/.04762/.03403 .15228/.15918/.11630 .09060/.08364/.05875 .06827/.06396/.04550
        w2 .13137/.11530/.06457 .36012/.31675/.19412 .24215/.21410/.12747 .21225/.16433/.09821
        """)]
    [DataRow("char", """
        c_attn .04799/.05474/.03696 .15270/.17318/.13376 .09677/.09582/.05138 .07818/.07608/.03897
        c_fc .06681/.06327/.03914 .19467/.18579/.14033 .11767/.11159/.06014 .09377/.08848/.04540
        c_proj .07999/.06630/.01207 .25256/.21041/.06292 .16361/.12143/.02038 .13039/.09505/.01504
        """)]
    public void FirstBlockErrorsAreThoseOfTheReference(string name, string reference)
    {
        var (model, batches) = LanguageModels.Of(name);
        var rows = reference.Split('\n').Select(line => line.Split(' ')).ToDictionary(cells => cells[0], cells => cells[1..]);
        SparsityTarget[] targets =
            [Half, new SparsityTarget.Share(0.7), new SparsityTarget.Pattern(2, 4), new SparsityTarget.Pattern(4, 8)];
        foreach (var (column, target) in targets.Index())
            foreach (var (place, method) in ((string[])["magnitude", "wanda", "sparsegpt"]).Index())
            {
                var recipe = Recipe(method) with
                {
                    Target = target, Filter = new WeightFilter([.. rows.Keys], []), Update = new Measuring(),
                };
                foreach (var weight in Pruned(model, recipe, batches).Masks!.Weights)
                {
                    var expected = double.Parse(rows[weight.Id][column].Split('/')[place], CultureInfo.InvariantCulture);
                    Assert.AreEqual(expected, weight.RelativeError!.Value, 2e-5, $"{weight.Id} {method} {target}");
                }
            }
    }

    private static string Refused(OnnxModel model, MaskRecipe recipe, IReadOnlyList<Batch> batches)
    {
        var outcome = MaskPruner.Prune(model, recipe, Workbench.Of(batches, Device.Cpu));
        Assert.IsFalse(outcome.IsOk);
        return outcome.Diagnostics[0].Code;
    }

    private static PruneOutcome Pruned(OnnxModel model, MaskRecipe recipe, IReadOnlyList<Batch> batches)
    {
        var outcome = MaskPruner.Prune(model, recipe, Workbench.Of(batches, Device.Cpu));
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value;
    }

    private static MaskRecipe Recipe(string method)
    {
        var preset = MaskCatalog.Preset(method)!;
        return new MaskRecipe(
            method, preset.Method, false, preset.Update, Half, null, AllocationKind.Uniform,
            ReconstructionInputs.Sequential, WeightFilter.Default);
    }

    /// <summary>Leaves the weights alone, but wants to know their errors.</summary>
    private sealed class Measuring : IMaskUpdate
    {
        public string Name => "none";

        public PruneBuild.Pruning.Statistics.MomentDetail? Needs => PruneBuild.Pruning.Statistics.MomentDetail.Gram;

        public UpdatedWeights Update(MaskTask task, PrunedWeights pruned) => new(pruned.Weight!);
    }
}
