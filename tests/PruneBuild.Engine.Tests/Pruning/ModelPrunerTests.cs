using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

/// <summary>What a manifest asks for and cannot get: a diagnostic that names the place and a way out, never a crash.</summary>
[TestClass]
public sealed class ModelPrunerTests
{
    [TestMethod]
    [DataRow("{ method: kcm, remove: { flops: 90% } }")]
    [DataRow("{ method: mutual-information, remove: { flops: 90% } }")]
    [DataRow("{ method: osscar, remove: { flops: 99.9% } }")]
    [DataRow("{ method: kwon, remove: { parameters: { to: 1 } } }")]
    [DataRow("{ method: kprune, remove: { flops: 99.9% } }")]
    public void ABudgetBelowWhatAMethodReachesSaysWhatItReaches(string prune)
    {
        var problem = Refused("encoder", prune);

        Assert.AreEqual("PB3052", problem.Code);
        StringAssert.Matches(problem.Message, new(
            "at its smallest, [0-9.]+ ?% of the model's (FLOPs|parameters) are gone"
            + "(, and [0-9.]+ ?% were to go|: .+ are left, and the budget leaves .+). Ask for less"));
    }

    /// <summary>Biases that a refit adds are parameters like the others.</summary>
    [TestMethod]
    [DataRow("chain", "{ method: magnitude, reconstruct: { kind: least-squares, intercept: true }, remove: { flops: 30% } }")]
    [DataRow("convolutions", "{ method: magnitude, reconstruct: { kind: least-squares, intercept: true }, remove: { sparsity: 50% } }")]
    public void CostsAreThoseOfTheModelThatShips(string model, string prune)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 6, 1);
        var pruned = Prune(original, prune, batches).Value!;
        var cost = pruned.Cost(Workbench.Of(batches, Device.Cpu)).Value!;

        var (all, last) = (new Dictionary<string, int>(), pruned.Steps[^1]);
        Assert.AreEqual(
            pruned.Model.Graph.Initializer.Where(tensor => tensor.DataType == (int)ElementType.Float)
                .Sum(tensor => tensor.Dims.Aggregate(1L, (count, size) => count * size)),
            cost.Parameters(all));
        Assert.IsGreaterThan(last.Structure.Cost.Parameters(last.Plan.KeptCounts()), cost.Parameters(all), "biases came");
        Assert.AreEqual(last.Structure.Cost.Macs(last.Plan.KeptCounts()), cost.Macs(all), 1e-6);
    }

    /// <summary>Optimised models sum inside their normalisations; what is cut, and how it is refit, is the same.</summary>
    [TestMethod]
    [DataRow("{ method: osscar, remove: { flops: 30% } }", 2)]
    [DataRow("{ method: kprune, remove: { flops: 30% } }", 2)]
    [DataRow("{ method: kcm, remove: { flops: 10% } }", 2)]
    [DataRow("{ method: depth, reconstruct: least-squares, remove: { units: 30% } }", 1)]
    [DataRow("{ method: alps, reconstruct: least-squares, remove: { sparsity: 50% } }", 2)]
    [DataRow("{ method: magnitude, allocate: { kind: global, keep-at-least: 0 }, remove: { flops: 90% } }", 1)]
    public void SumsThatOnnxRuntimeFusedAreTakenForSums(string prune, int left)
    {
        var (plain, fused) = (Blocks(fused: false), Blocks(fused: true));
        var batches = SmallModels.Batches(plain, 6, 1);

        Assert.AreEqual(left, PrunedAlike(plain, fused, prune, batches).Graph.Node.Count(node => node.OpType == "SkipLayerNormalization"));
    }

    /// <summary>The second model as it was pruned: it loses the same units as the first, and computes the same then.</summary>
    private static OnnxModel PrunedAlike(OnnxModel plain, OnnxModel fused, string prune, IReadOnlyList<Batch> batches)
    {
        var (one, other) = (Prune(plain, prune, batches), Prune(fused, prune, batches));

        Assert.IsTrue(one.IsOk && other.IsOk, string.Join("; ", one.Diagnostics.Concat(other.Diagnostics)));
        Assert.AreEqual(
            string.Join("; ", one.Value.Steps[0].Plan.Groups.Select(group => string.Join(",", group.Kept))),
            string.Join("; ", other.Value.Steps[0].Plan.Groups.Select(group => string.Join(",", group.Kept))));
        Assert.AreEqual(0, SmallModels.Error(one.Value.Model, other.Value.Model, batches), 1e-8);
        return other.Value.Model;
    }

    /// <summary>Two feed-forward blocks, normalised after each sum.</summary>
    private static OnnxModel Blocks(bool fused)
    {
        var builder = new ModelBuilder().Domain("com.microsoft").Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("embedding", 1, 11, 8).Node("Gather", ["embedding", "ids"], ["x0"]);
        for (var block = 1; block <= 2; block++)
        {
            string B(string name) => $"{name}{block}";
            var x = $"x{block - 1}";
            builder = builder
                .Weight(B("up"), 2 * block, 8, 12).Weight(B("down"), (2 * block) + 1, 12, 8).Weight(B("bias"), 20 + block, 8)
                .Weight(B("gamma"), 30 + block, 8).Weight(B("beta"), 40 + block, 8)
                .Node("MatMul", [x, B("up")], [B("u")]).Node("Relu", [B("u")], [B("r")]).Node("MatMul", [B("r"), B("down")], [B("d")]);
            builder = fused
                ? builder.Node(
                    "com.microsoft:SkipLayerNormalization", [B("d"), x, B("gamma"), B("beta"), B("bias")], [B("x")], ("epsilon", 1e-5f))
                : builder.Node("Add", [B("d"), B("bias")], [B("b")]).Node("Add", [B("b"), x], [B("s")])
                    .Node("LayerNormalization", [B("s"), B("gamma"), B("beta")], [B("x")], ("epsilon", 1e-5f));
        }

        return builder.Weight("last", 50, 8, 3).Node("MatMul", ["x2", "last"], ["y"]).Output("y").Build();
    }

    [TestMethod]
    [DataRow("{ method: osscar, remove: { flops: 30% } }", 4)]
    [DataRow("{ method: kprune, remove: { flops: 20% } }", 4)]
    [DataRow("{ method: depth, reconstruct: least-squares, remove: { units: 30% } }", 2)]
    [DataRow("{ method: sparsegpt, reconstruct: least-squares, remove: { sparsity: 50% } }", 4)]
    public void ActivationsThatOnnxRuntimeFusedAreTakenForActivations(string prune, int left)
    {
        var (plain, fused) = (ResidualNet(fused: false), ResidualNet(fused: true));
        var batches = Enumerable.Range(0, 6).Select(batch => new Batch(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(100 + batch, 2 * 4 * 36), 2, 4, 6, 6) },
            [2 * batch, (2 * batch) + 1])).ToArray();

        Assert.AreEqual(left, PrunedAlike(plain, fused, prune, batches).Graph.Node.Count(node => node.OpType == "FusedConv"));
    }

    /// <summary>What is quantized as it comes is pruned like the floats that it stands for, and ships in integers.</summary>
    [TestMethod]
    [DataRow("encoder", "{ method: osscar, remove: { flops: 30% } }")]
    [DataRow("encoder", "{ method: kprune, remove: { flops: 30% } }")]
    [DataRow("encoder", "{ method: kwon, remove: { flops: 30% } }")]
    [DataRow("encoder", "{ method: llm-pruner, remove: { flops: 30% } }")]
    [DataRow("tokens", "{ method: kprune, remove: { flops: 30% }, recover: { kind: blocks, steps: 4 } }")]
    [DataRow("decoder", "{ method: sparsegpt, remove: { sparsity: 50% } }")]
    [DataRow("encoder", "[ { method: osscar, remove: { flops: 20% } }, { method: wanda, remove: { sparsity: 2:4 } } ]")]
    public void ProductsThatAreQuantizedAsTheyComeAreTakenForThoseOfFloats(string model, string prune)
    {
        var floats = SmallModels.Of(model);
        var (quantized, batches) = (DynamicQuantization.Of(floats), SmallModels.Batches(floats, 6, 1));

        var (one, other) = (Prune(floats, prune, batches), Prune(quantized, prune, batches));

        Assert.IsTrue(one.IsOk && other.IsOk, string.Join("; ", one.Diagnostics.Concat(other.Diagnostics)));
        Assert.IsGreaterThan(0, other.Value.Model.Graph.Node.Count(node => node.OpType == "MatMulInteger"));
        Assert.AreEqual(0, other.Value.Model.Graph.Node.Count(node => node.OpType == "DequantizeLinear"));
        Assert.IsLessThanOrEqualTo(
            SmallModels.Error(floats, one.Value.Model, batches) + 0.01, SmallModels.Error(floats, other.Value.Model, batches),
            "no further off");
    }

    /// <summary>Two blocks relu(x + g(relu(f(x)))) of convolutions.</summary>
    private static OnnxModel ResidualNet(bool fused)
    {
        var builder = new ModelBuilder().Domain("com.microsoft").Input("x", ElementType.Float, "batch", 4, 6, 6);
        var x = "x";
        for (var block = 1; block <= 2; block++)
        {
            string B(string name) => $"{name}{block}";
            var pads = ("pads", (object)new long[] { 1, 1, 1, 1 });
            builder = builder
                .Weight(B("f"), 2 * block, 8, 4, 3, 3).Weight(B("fb"), 20 + block, 8)
                .Weight(B("g"), (2 * block) + 1, 4, 8, 3, 3).Weight(B("gb"), 30 + block, 4);
            builder = fused
                ? builder.Node("com.microsoft:FusedConv", [x, B("f"), B("fb")], [B("a")], pads, ("activation", "Relu"))
                    .Node("com.microsoft:FusedConv", [B("a"), B("g"), B("gb"), x], [B("y")], pads, ("activation", "Relu"))
                : builder.Node("Conv", [x, B("f"), B("fb")], [B("c")], pads).Node("Relu", [B("c")], [B("a")])
                    .Node("Conv", [B("a"), B("g"), B("gb")], [B("d")], pads).Node("Add", [B("d"), x], [B("s")])
                    .Node("Relu", [B("s")], [B("y")]);
            x = B("y");
        }

        return builder.Weight("last", 50, 4, 3).Node("GlobalAveragePool", [x], ["p"]).Node("Flatten", ["p"], ["q"])
            .Node("MatMul", ["q", "last"], ["z"]).Output("z").Build();
    }

    [TestMethod]
    public void ALossThatDoesNotFitIsToldBeforeAnyStepRuns()
    {
        const string Beyond = "{ method: osscar, remove: { flops: 99.9% } }";

        Assert.AreEqual("PB3052", Refused("encoder", Beyond).Code);
        Assert.AreEqual("PB3062", Refused("encoder", $"[{Beyond}, {{ recover: {{ kind: perp, loss: next-token }} }}]").Code);
    }

    [TestMethod]
    [DataRow("{ method: magnitude, remove: { bytes: { to: 5 GB } } }", "The budget leaves 5 GB, and the model has ")]
    [DataRow("{ method: magnitude, remove: { flops: { to: 1e30 } } }", "FLOPs before anything goes: nothing is removed.")]
    [DataRow("{ method: osscar, remove: { parameters: { to: 1 M } } }", "The budget leaves 1 M parameters, and the model has ")]
    public void ABudgetThatIsMetAlreadyIsToldAtItsPlace(string prune, string words)
    {
        var original = SmallModels.Of("encoder");
        var outcome = Prune(original, prune, SmallModels.Batches(original, 6, 1));

        var note = outcome.Diagnostics.Single(note => note.Code == "PB3055");
        Assert.AreEqual(Severity.Warning, note.Severity);
        Assert.IsGreaterThan(20, note.Location!.Column);
        StringAssert.Contains(note.Message, words);
        Assert.DoesNotContain(
            "PB3055", Prune(original, "{ method: magnitude, remove: { flops: { to: 100 } } }", []).Diagnostics.Select(other => other.Code));
    }

    [TestMethod]
    [DataRow("{ method: osscar, remove: { flops: 30% } }")]
    [DataRow("{ method: kwon, remove: { flops: 30% } }")]
    [DataRow("{ method: kprune, remove: { flops: 30% } }")]
    [DataRow("{ method: policy-gradient, remove: { flops: 30% } }")]
    [DataRow("{ method: depth, remove: { flops: 30% } }")]
    [DataRow("{ method: best, remove: { flops: 30% } }")]
    [DataRow("{ method: magnitude, reconstruct: least-squares, remove: { flops: 30% } }")]
    public void WithoutDataOnlyWeightsCanBeLookedAt(string prune)
    {
        var outcome = Prune(SmallModels.Of("encoder"), prune, []);

        Assert.AreEqual("PB3050", outcome.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("liar")]
    [DataRow("kprune")]
    [DataRow("kwon")]
    [DataRow("kcm")]
    [DataRow("ziplm")]
    public void TwoTokensAreEnoughForASolveThatIsDamped(string method)
    {
        // Two rows for twelve features: normal equations without damping would be singular.
        var model = SmallModels.Of("tokens");
        var batch = new Batch(new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([3L, 7L], 1, 2) }, [0]);

        var outcome = Prune(model, $"{{ method: {method}, remove: {{ flops: 30% }} }}", [batch]);

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        Assert.IsTrue(double.IsFinite(SmallModels.Error(model, outcome.Value.Model, SmallModels.Batches(model, 2, 5))));
        if (method is "kwon" or "kcm")
            return;
        var scarce = outcome.Diagnostics.Single(note => note.Code == "PB3061");
        StringAssert.Contains(scarce.Message, "2 rows of calibration data for ");
        Assert.IsGreaterThan(1, scarce.Location!.Column, "it stands at the step");
    }

    [TestMethod]
    [DataRow("osscar")]
    [DataRow("fluctuation")]
    [DataRow("liar")]
    [DataRow("kcm")]
    [DataRow("kprune")]
    [DataRow("kwon")]
    [DataRow("taylor")]
    [DataRow("llm-pruner")]
    [DataRow("sobp")]
    [DataRow("policy-gradient")]
    public void ActivationsThatAreNotFiniteAreRefused(string method)
    {
        var model = SmallModels.Of("chain");
        var batches = SmallModels.Batches(model, 6, 1).Select((batch, i) => i != 2 ? batch : batch with
        {
            Inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Of([.. Enumerable.Repeat(float.NaN, 12)], 2, 6) },
        }).ToArray();

        var outcome = Prune(model, $"{{ method: {method}, remove: {{ flops: 30% }} }}", batches);

        Assert.IsFalse(outcome.IsOk);
        Assert.AreEqual("PB3007", outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    public void AStreamThatOverflowsIsRefused()
    {
        var model = SmallModels.Decoder();
        var proto = model.Proto.Clone();
        proto.Graph.Initializer[0] = TensorProtos.Create("embedding.weight", Tensor.Of([.. Enumerable.Repeat(3e38f, 11 * 12)], 11, 12));

        var outcome = Prune(model.With(proto), "{ method: slicegpt, remove: { units: 30% } }", SmallModels.Batches(model, 2, 1));

        Assert.AreEqual("PB3007", outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    [DataRow("kwon")]
    [DataRow("taylor")]
    [DataRow("llm-pruner")]
    [DataRow("sobp")]
    [DataRow("hywia")]
    public void AnOperatorWithoutAGradientOnTheWayToTheLossIsNamed(string method)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 6, 6)
            .Weight("first.weight", 1, 8, 3, 3, 3).Weight("second.weight", 2, 4, 8, 1, 1).Integers("flat", 0, -1)
            .Node("Conv", ["x", "first.weight"], ["a0"]).Node("Relu", ["a0"], ["a"])
            .Node("Conv", ["a", "second.weight"], ["b"])
            .Node("LpPool", ["b"], ["c"], ("kernel_shape", new long[] { 2, 2 }))
            .Node("GlobalAveragePool", ["c"], ["d"]).Node("Reshape", ["d", "flat"], ["y"])
            .Output("y").Build();

        var outcome = Prune(model, $"{{ method: {method}, remove: {{ flops: 30% }} }}", SmallModels.Batches(model, 4, 1));

        Assert.IsFalse(outcome.IsOk);
        Assert.AreEqual("PB3010", outcome.Diagnostics[0].Code);
        StringAssert.Contains(outcome.Diagnostics[0].Message, "LpPool");
    }

    public static IEnumerable<string> MaskMethods => MaskCatalog.Presets.Select(preset => preset.Name);

    public static IEnumerable<string> Criteria => MethodCatalog.Criteria.Select(criterion => criterion.Name);

    [TestMethod]
    [DynamicData(nameof(MaskMethods))]
    public void EveryMaskIsFollowedByEveryRecoveryAndKept(string method)
    {
        var model = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(model, 4, 1);
        foreach (var recover in (string[])[
            "mask-tuning", "statistics", "unipts, steps: 2", "blocks, steps: 2", "blocks, steps: 2, targets: pruned, together: 2",
            "perp, loss: match, steps: 2, train: [ biases, norms, embeddings ]", "perp, loss: match, steps: 2, train: [ new-biases ]",
            "perp, loss: match, steps: 2, train: [ mask-lora ]", "perp, loss: match, steps: 2, train: [ scale-lora ]",
            "perp, loss: match, steps: 2, train: [ weights ]"])
        {
            var outcome = Prune(model, $"{{ method: {method}, remove: {{ sparsity: 50% }}, recover: {{ kind: {recover} }} }}", batches);
            Assert.IsTrue(outcome.IsOk, $"{recover}: {string.Join("; ", outcome.Diagnostics)}");
            AssertZeros(outcome.Value, recover);
            Assert.IsTrue(double.IsFinite(SmallModels.Error(model, outcome.Value.Model, batches)), recover);
        }
    }

    [TestMethod]
    [DynamicData(nameof(MaskMethods))]
    public void WhatAnEarlierStepMaskedStaysMaskedAndCounts(string method)
    {
        var model = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(model, 4, 1);
        const string First = "\n      - { criterion: { kind: magnitude, scope: output }, remove: { sparsity: 50% } }";
        var less = Prune(model, $"{First}\n      - {{ method: {method}, remove: {{ sparsity: 20% }} }}\n"
            + "      - { recover: { kind: perp, loss: match, steps: 3, train: [ weights ] } }", batches);
        var more = Prune(model, $"{First}\n      - {{ method: {method}, remove: {{ sparsity: 75% }}, recover: mask-tuning }}", batches);
        var alone = Prune(model, $"{{ method: {method}, remove: {{ sparsity: 75% }}, recover: mask-tuning }}", batches);

        foreach (var outcome in (Result<PrunedModel>[])[less, more])
        {
            Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
            var index = new GraphIndex(outcome.Value.Model.Graph);
            foreach (var (tensor, kept) in outcome.Value.Steps[0].Masks!.Kept)
            {
                var values = outcome.Value.Model.Read(index.Constant(tensor)!).ToFloats();
                Assert.IsTrue(values.Where((_, i) => !kept[i]).All(value => BitConverter.SingleToInt32Bits(value) == 0), tensor);
            }
        }

        Assert.AreEqual(less.Value!.Steps[0].Masks!.Zeros, less.Value.Steps[1].Masks!.Zeros);
        var idle = less.Diagnostics.Single(note => note.Code == DiagnosticCatalog.NothingMoreMasked.Code);
        Assert.IsNotNull(idle.Location);
        Assert.DoesNotContain(DiagnosticCatalog.NothingMoreMasked.Code, more.Diagnostics.Select(note => note.Code));
        Assert.AreEqual(alone.Value!.Steps[0].Masks!.Zeros, more.Value!.Steps[1].Masks!.Zeros);
        AssertZeros(more.Value, method);
        Assert.HasCount(more.Value.Steps[1].Masks!.Weights.Count, more.Value.Masked);
        Assert.AreEqual(more.Value.Steps[1].Masks!.Zeros, more.Value.Masked.Sum(weight => weight.Zeros));
    }

    public static IEnumerable<(string, int)> MasksOfConvolutions =>
    [
        .. MaskMethods.Select(method => ($"method: {method}", 1)), .. MaskMethods.Select(method => ($"method: {method}", 2)),
        ("method: sparsegpt, recover: mask-tuning", 1), ("method: wanda, recover: { kind: unipts, steps: 3 }", 1),
        ("criterion: { kind: wanda, permute: true }", 1),
    ];

    /// <summary>Six channels of 3×3 elements are groups of four and of two at each element, not groups of four across elements.</summary>
    [TestMethod]
    [DynamicData(nameof(MasksOfConvolutions))]
    public void GroupsOfAPatternStayWithinAnElementOfAKernel(string step, int groups)
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6 * groups, 5, 5).Weight("conv.weight", 1, 4, 6, 3, 3).Integers("flat", 0, -1)
            .Node("Conv", ["x", "conv.weight"], ["a"], ("group", (long)groups)).Node("Relu", ["a"], ["b"])
            .Node("GlobalAveragePool", ["b"], ["c"]).Node("Reshape", ["c", "flat"], ["y"]).Output("y").Build();

        var outcome = Prune(model, $"{{ {step}, only: [ \"*\" ], remove: {{ sparsity: 2:4 }} }}", SmallModels.Batches(model, 8, 1));

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        var last = outcome.Value.Steps[^1];
        var kept = last.Masks!.Kept["conv.weight"];
        for (var output = 0; output < 4; output++)
        {
            for (var element = 0; element < 9; element++)
            {
                int Kept(int first, int count) =>
                    Enumerable.Range(first, count).Count(channel => kept[(((output * 6) + channel) * 9) + element]);
                Assert.AreEqual((2, 1), (Kept(0, 4), Kept(4, 2)), $"filter {output}, element {element}");
            }
        }

        AssertZeros(outcome.Value, step);
    }

    [TestMethod]
    [DynamicData(nameof(Criteria))]
    public void EveryCriterionIsFollowedByEveryRecovery(string criterion)
    {
        foreach (var name in (string[])["tokens", "convolutions"])
        {
            var model = SmallModels.Of(name);
            var batches = SmallModels.Batches(model, 4, 1);
            if (!Prune(model, $"{{ criterion: {criterion}, remove: {{ flops: 20% }} }}", batches).IsOk)
                continue;
            foreach (var recover in (string[])[
                "statistics", "blocks, steps: 2", "perp, loss: match, steps: 2, train: [ biases ]",
                "perp, loss: match, steps: 2, train: [ weights ]",
                .. name == "tokens" ? new[] { "perp, loss: match, steps: 2, train: [ lora ]" } : []])
            {
                var outcome = Prune(
                    model, $"{{ criterion: {criterion}, remove: {{ flops: 20% }}, recover: {{ kind: {recover} }} }}", batches);
                Assert.IsTrue(outcome.IsOk, $"{name}, {recover}: {string.Join("; ", outcome.Diagnostics)}");
                Assert.IsNotNull(outcome.Value.Steps[^1].Recovered);
            }
        }
    }

    [TestMethod]
    [DataRow("tokens")]
    [DataRow("convolutions")]
    public void StructuresThenMasksThenRecovery(string name)
    {
        var model = SmallModels.Of(name);
        var batches = SmallModels.Batches(model, 12, 1);

        var outcome = Prune(
            model,
            """

                  - { method: osscar, remove: { flops: 30% } }
                  - { method: wanda, remove: { sparsity: 50% }, reconstruct: { kind: least-squares, targets: original } }
                  - { recover: { kind: perp, train: [ weights, biases ], loss: match, learning-rate: 0.0002, steps: 40 } }
            """,
            batches);

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        var (cut, masked, recovered) = (outcome.Value.Steps[0], outcome.Value.Steps[1], outcome.Value.Steps[2]);
        var cost = cut.Structure.Cost;
        Assert.IsLessThanOrEqualTo(0.7 * cost.Macs(PrunePlan.Empty.KeptCounts()), cost.Macs(cut.Plan.KeptCounts()));
        AssertZeros(outcome.Value, name);
        Assert.AreEqual(0.5, (double)masked.Masks!.Zeros / masked.Masks.Elements, 0.1);
        Assert.IsLessThan(recovered.Recovered!.LossBefore, recovered.Recovered.LossAfter);
    }

    /// <summary>The chain has biases and no normalisation.</summary>
    [TestMethod]
    public void AFamilyThatTheModelHasNothingOfIsNamed()
    {
        var model = SmallModels.Of("chain");

        var trained = Prune(
            model,
            "{ method: magnitude, remove: { sparsity: 50% }, recover: { kind: perp, train: [ biases, norms ], loss: match, steps: 5 } }",
            SmallModels.Batches(model, 32, 1));

        StringAssert.Contains(trained.Diagnostics.Single(note => note.Code == "PB2064").Message, "norms");
    }

    [TestMethod]
    [DataRow("kind: perp, loss: match")]
    [DataRow("kind: blocks")]
    public void TrainingThatFoundNothingBetterSaysSoAndChangesNothing(string recover)
    {
        var model = SmallModels.Of("encoder");
        var batches = SmallModels.Batches(model, 32, 1);

        var trained = Prune(
            model, $"{{ method: magnitude, remove: {{ sparsity: 50% }}, recover: {{ {recover}, steps: 20, learning-rate: 1 }} }}", batches);

        Assert.AreEqual("PB3065", trained.Diagnostics.Single().Code, string.Join("; ", trained.Diagnostics));
        Assert.IsNotNull(trained.Diagnostics.Single().Location);
        StringAssert.Contains(trained.Diagnostics.Single().Message, "nowhere clearly better on held-out calibration data than");
        StringAssert.Contains(
            DiagnosticCatalog.NothingLearnt.At(null, "perp", 20, 1.23456e-7, "calibration data").Message, "(loss 1.235E-07)");
        var (bare, kept) = (Prune(model, "{ method: magnitude, remove: { sparsity: 50% } }", batches).Value!.Model, trained.Value!.Model);
        Assert.AreEqual(0, SmallModels.Error(bare, kept, batches), 1e-10);
    }

    [TestMethod]
    public void TrainingWithNothingHeldOutDoesNotSayItWasJudgedOnHeldOutData()
    {
        var model = SmallModels.Of("encoder");

        var notes = Prune(
            model,
            "{ method: magnitude, remove: { sparsity: 50% }, recover: { kind: perp, loss: match, steps: 20, learning-rate: 1 } }",
            SmallModels.Batches(model, 3, 1)).Diagnostics;

        Assert.Contains("PB3067", notes.Select(note => note.Code));
        StringAssert.Contains(notes.Single(note => note.Code == "PB3065").Message, "nowhere clearly better on calibration data than");
    }

    /// <summary>In the step that masks, and in one of its own behind it.</summary>
    [TestMethod]
    [DataRow("{ method: wanda, remove: { sparsity: 2:4 }, recover: { kind: unipts, steps: 40 } }", true)]
    [DataRow("\n      - { method: wanda, remove: { sparsity: 2:4 } }\n      - { recover: { kind: unipts, steps: 40 } }", true)]
    [DataRow("\n      - { method: wanda, remove: { sparsity: 2:4 } }\n"
        + "      - { method: magnitude, remove: { sparsity: 60% }, recover: { kind: unipts, steps: 40 } }", false)]
    public void PatternsHoldWhileMasksMove(string prune, bool isPattern)
    {
        var model = SmallModels.Of("tokens");
        var outcome = Prune(model, prune, SmallModels.Batches(model, 10, 1));

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        var last = outcome.Value.Steps[^1];
        StringAssert.EndsWith(last.MethodDescription, "unipts");
        Assert.IsLessThan(last.Recovered!.LossBefore, last.Recovered.LossAfter);
        var index = new GraphIndex(outcome.Value.Model.Graph);
        foreach (var (tensor, kept) in last.Moved)
        {
            var weight = outcome.Value.Model.Read(index.Constant(tensor)!);
            var (rows, columns) = ((int)weight.Shape[0], (int)weight.Shape[1]);
            bool[] zeros = [.. weight.ToFloats().Select(value => BitConverter.SingleToInt32Bits(value) == 0)];
            Assert.IsTrue(kept.Zip(zeros).All(pair => pair.First != pair.Second), tensor);
            var groups = Enumerable.Range(0, rows / 4 * columns)
                .Select(i => Enumerable.Range(0, 4).Count(j => zeros[(((4 * (i / columns)) + j) * columns) + (i % columns)]));
            Assert.IsTrue(groups.All(count => count >= 2), tensor);
            Assert.AreEqual(isPattern, groups.All(count => count == 2), tensor);
        }
    }

    [TestMethod]
    public void WithoutMasksNothingCanMove()
    {
        foreach (var prune in (string[])
        [
            "[ { method: magnitude, remove: { flops: 20% } }, { recover: unipts } ]",
            "{ method: magnitude, remove: { flops: 20% }, recover: unipts }",
        ])
        {
            var refused = Refused("tokens", prune);
            Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
            StringAssert.Contains(refused.Message, "nothing is masked");
        }
    }

    [TestMethod]
    public void ATableThatIsEmbeddingAndHeadStaysDenseUnlessItIsNamedAndCanBeTrained()
    {
        // The decoder's logits are products with the transposed table of embeddings.
        const string Table = "embedding.weight";
        var model = SmallModels.Of("decoder");
        var batches = SmallModels.Batches(model, 4, 1);

        var unnamed = Prune(model, "{ method: magnitude, remove: { sparsity: 50% } }", batches);
        var named = Prune(
            model, "{ method: sparsegpt, only: [ \"*\" ], remove: { sparsity: 50% }, reconstruct: { kind: none, targets: original }, "
                + "recover: { kind: perp, train: [ mask-lora, norms ], steps: 3 } }", batches);
        var trained = Prune(
            model, "{ method: magnitude, remove: { sparsity: 9% }, "
                + "recover: { kind: perp, train: [ embeddings, head ], steps: 3 } }", batches);

        Assert.IsTrue(unnamed.IsOk, string.Join("; ", unnamed.Diagnostics));
        Assert.AreEqual(Initializer(model), Initializer(unnamed.Value.Model));
        Assert.IsTrue(named.IsOk, string.Join("; ", named.Diagnostics));
        Assert.Contains(Table, named.Value.Steps[0].Masks!.Kept.Keys);
        AssertZeros(named.Value, "decoder");
        Assert.IsTrue(trained.IsOk, string.Join("; ", trained.Diagnostics));
        Assert.AreEqual(Initializer(model).Dims.Aggregate(1L, (count, size) => count * size), trained.Value.Steps[0].Recovered!.Parameters);

        static TensorProto Initializer(OnnxModel of) => of.Graph.Initializer.Single(tensor => tensor.Name == Table);
    }

    [TestMethod]
    public void WhatMasksEmptiedIsCutAfterTheLastStepAndTheModelAnswersTheSame()
    {
        var model = SmallModels.Of("chain");
        var batches = SmallModels.Batches(model, 12, 1);
        const string Steps =
            "\n      - { method: magnitude, remove: { flops: 20% } }\n      - { method: magnitude, remove: { sparsity: 90% }";

        var whole = Prune(model, $"{Steps} }}", batches).Value!;
        var compact = Prune(model, $"{Steps}, compact: true }}", batches).Value!;

        Assert.IsGreaterThan(0, compact.Steps[^1].Plan.Groups.Count);
        Assert.IsLessThan(whole.Model.Graph.Initializer.Sum(Count), compact.Model.Graph.Initializer.Sum(Count));
        Assert.AreEqual(0, SmallModels.Error(whole.Model, compact.Model, batches), 1e-9);

        static long Count(TensorProto tensor) => tensor.Dims.Aggregate(1L, (count, size) => count * size);
    }

    /// <summary>What was masked is +0, and as many elements as the report says.</summary>
    private static void AssertZeros(PrunedModel pruned, string message)
    {
        var index = new GraphIndex(pruned.Model.Graph);
        foreach (var masks in pruned.Steps.Select(step => step.Masks).OfType<MaskReport>())
        {
            foreach (var weight in masks.Weights)
            {
                var values = pruned.Model.Read(index.Constant(weight.Tensor)!).ToFloats();
                var kept = masks.Kept[weight.Tensor];
                Assert.AreEqual(weight.Zeros, kept.Count(flag => !flag), $"{message}: {weight.Id}");
                Assert.IsTrue(
                    values.Where((_, i) => !kept[i]).All(value => BitConverter.SingleToInt32Bits(value) == 0), $"{message}: {weight.Id}");
            }
        }
    }

    /// <summary>What <c>store: sparse-initializers</c> wrote can be pruned like any other model,
    /// and stays a file of sparse weights.</summary>
    [TestMethod]
    public void SparseWeightsAreFoundAndStaySparse()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 32).Weight("first", 1, 32, 32)
            .Weight("second", 2, 32, 32).Weight("head", 3, 32, 3)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "second"], ["c"])
            .Node("MatMul", ["c", "head"], ["y"]).Output("y").Build();
        var batches = SmallModels.Batches(model, 2, 1);
        var sparse = Prune(
            model, "{ method: magnitude, remove: { sparsity: 80% } }\n    output: { store: sparse-initializers }", batches).Value!.Model;
        Assert.HasCount(2, sparse.Graph.SparseInitializer);

        var further = Prune(sparse, "{ method: magnitude, remove: { sparsity: 90% } }", batches);

        Assert.IsTrue(further.IsOk, string.Join("; ", further.Diagnostics));
        Assert.HasCount(2, further.Value.Steps[0].Masks!.Weights);
        CollectionAssert.AreEqual(
            (string[])["first", "second"], further.Value.Model.Graph.SparseInitializer.Select(SparseTensors.Name).ToArray());
        Assert.IsTrue(further.Value.Model.Graph.SparseInitializer.All(weight => weight.Values.Dims[0] is > 90 and < 110));
        Assert.AreEqual(
            sparse.Graph.SparseInitializer,
            Prune(sparse, "{ method: magnitude, remove: { sparsity: 80% } }", batches).Value!.Model.Graph.SparseInitializer);
    }

    [TestMethod]
    public void MaskedWeightsOfConstantNodesCanBeStoredSparse()
    {
        var built = new ModelBuilder().Input("x", ElementType.Float, "batch", 32).Weight("second", 2, 32, 32).Weight("head", 3, 32, 3)
            .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "second"], ["c"])
            .Node("MatMul", ["c", "head"], ["y"]).Output("y").Build();
        var constant = new NodeProto { OpType = "Constant", Output = { "first" } };
        ConstantNodes.Set(constant, Tensor.Of(SeededValues.Floats(1, 32 * 32), 32, 32));
        built.Graph.Node.Insert(0, constant);

        var stored = Prune(
            built, "{ method: magnitude, remove: { sparsity: 80% } }\n    output: { store: sparse-initializers }",
            SmallModels.Batches(built, 2, 1));

        CollectionAssert.AreEquivalent(
            (string[])["first", "second"], stored.Value!.Model.Graph.SparseInitializer.Select(SparseTensors.Name).ToArray());
        Assert.AreEqual(2, stored.Value.Stored!.Weights);
    }

    private static Diagnostic Refused(string model, string prune)
    {
        var original = SmallModels.Of(model);
        var outcome = Prune(original, prune, SmallModels.Batches(original, 6, 1));
        Assert.IsFalse(outcome.IsOk);
        Assert.IsNotNull(outcome.Diagnostics[0].Location);
        return outcome.Diagnostics[0];
    }

    private static Result<PrunedModel> Prune(OnnxModel model, string prune, IReadOnlyList<Batch> batches) =>
        ModelPruner.Prune(model, SampleEntry.Of(prune), seed: 0, Workbench.Of(batches, Device.Cpu));
}
