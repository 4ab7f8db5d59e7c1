using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class RecovererTests
{
    [TestMethod]
    [DataRow(TrainedFamily.Biases, "tokens")]
    [DataRow(TrainedFamily.NewBiases, "tokens")]
    [DataRow(TrainedFamily.Norms, "tokens")]
    [DataRow(TrainedFamily.MaskLora, "tokens")]
    [DataRow(TrainedFamily.ScaleLora, "tokens")]
    [DataRow(TrainedFamily.MaskLora, "convolutions")]
    [DataRow(TrainedFamily.ScaleLora, "convolutions")]
    [DataRow(TrainedFamily.HeadLora, "chain")]
    [DataRow(TrainedFamily.Weights, "tokens")]
    [DataRow(TrainedFamily.Embeddings, "tokens")]
    public void TrainingLowersTheLossAndKeepsEveryZero(TrainedFamily family, string model)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recovered = new Recoverer(new RecoveryRecipe([family], RecoveryLoss.Match, Steps: 60), Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
    }

    /// <summary>Of three batches none is held out, and that is told; of four, one is.</summary>
    [TestMethod]
    [DataRow(3, true)]
    [DataRow(4, false)]
    public void TrainingThatCannotBeJudgedSaysSo(int count, bool told)
    {
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, count, 1);
        var masked = MaskedModels.Half(original, batches);
        var recovered = new Recoverer(
            new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 20), Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.AreEqual(told, recovered.Diagnostics.Any(note => note.Code == "PB3067"), string.Join("; ", recovered.Diagnostics));
    }

    [TestMethod]
    [DataRow("tokens", 0.1)]
    [DataRow("convolutions", 0.01)]
    [DataRow("encoder", 0.1)]
    public void MasksMoveWithAsManyZerosAndTheLossFalls(string name, double rate)
    {
        var original = SmallModels.Of(name);
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);

        var recovered = new Recoverer(Unipts(60) with { LearningRate = rate }, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        CollectionAssert.AreEquivalent(masked.Masks.Kept.Keys.ToArray(), recovered.Value.Kept.Keys.ToArray());
        MaskedModels.AssertCloserWithEveryZero(
            original, masked with { Masks = masked.Masks.Moved(recovered.Value.Kept) }, recovered.Value, batches);
        Assert.IsTrue(masked.Masks.Kept.All(pair => pair.Value.Count(flag => flag) == recovered.Value.Kept[pair.Key].Count(flag => flag)));
        Assert.IsTrue(masked.Masks.Kept.Any(pair => !pair.Value.SequenceEqual(recovered.Value.Kept[pair.Key])), "no mask moved");
    }

    /// <summary>With a rate at which training diverges, the best is the start: bit for bit the model that was pruned.</summary>
    [TestMethod]
    public void WhatGainsNothingLeavesMasksAndWeightsAsTheyWere()
    {
        var original = SmallModels.Of("convolutions");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);

        var recovered = new Recoverer(Unipts(20) with { LearningRate = 1e6 }, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;

        Assert.AreEqual(recovered.Report.LossBefore, recovered.Report.LossAfter);
        Assert.AreEqual(masked.Pruned.Graph, recovered.Model.Graph);
        Assert.IsTrue(masked.Masks.Kept.All(pair => pair.Value.SequenceEqual(recovered.Kept[pair.Key])));
    }

    /// <summary>What ships is still the fused graph, node for node.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FusedOperatorsAreTrainedInPartsAndStayFused(bool byBlocks)
    {
        var original = Fused();
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe([TrainedFamily.MaskLora, TrainedFamily.Biases, TrainedFamily.Norms], RecoveryLoss.Match, Steps: 60);

        var recovered = new Recoverer(
            byBlocks ? recipe with { Blocks = new BlockRecipe(BlockTargets.Original, 1) } : recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        MaskedModels.AssertCloserWithEveryZero(original, masked, recovered.Value, batches);
        CollectionAssert.AreEqual(original.Graph.Node.ToArray(), recovered.Value.Model.Graph.Node.ToArray());
        CollectionAssert.AreEqual(
            original.Graph.Initializer.Select(tensor => tensor.Name).ToArray(),
            recovered.Value.Model.Graph.Initializer.Select(tensor => tensor.Name).ToArray());
        foreach (var name in (string[])["qkv", "qkv.bias", "norm.weight", "norm.bias", "skip.bias", "up", "down"])
            Assert.AreNotEqual(
                masked.Pruned.Graph.Initializer.Single(tensor => tensor.Name == name),
                recovered.Value.Model.Graph.Initializer.Single(tensor => tensor.Name == name), name);
    }

    /// <summary>Token ids → attention with one weight for queries, keys and values, and sums that are
    /// normalised in the same node.</summary>
    private static OnnxModel Fused() => new ModelBuilder(17).Domain("com.microsoft").Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("embedding", 1, 11, 12).Weight("qkv", 2, 12, 36).Weight("qkv.bias", 3, 36).Weight("output", 4, 12, 12)
        .Weight("norm.weight", 5, 12).Weight("norm.bias", 6, 12).Weight("skip.bias", 7, 12)
        .Weight("up", 8, 12, 16).Weight("down", 9, 16, 12).Weight("last.weight", 10, 12).Weight("last.bias", 11, 12)
        .Node("Gather", ["embedding", "ids"], ["x"])
        .Node("com.microsoft:Attention", ["x", "qkv", "qkv.bias"], ["a"], ("num_heads", 4))
        .Node("MatMul", ["a", "output"], ["o"])
        .Node("com.microsoft:SkipLayerNormalization", ["x", "o", "norm.weight", "norm.bias", "skip.bias"], ["n"], ("epsilon", 1e-5f))
        .Node("MatMul", ["n", "up"], ["u0"]).Node("Relu", ["u0"], ["u"]).Node("MatMul", ["u", "down"], ["d"])
        .Node("com.microsoft:SkipLayerNormalization", ["n", "d", "last.weight", "last.bias"], ["y"], ("epsilon", 1e-5f))
        .Output("y").Build();

    [TestMethod]
    public void AnOpsetThatIsTooOldIsToldAsThatAndNotAsALoss()
    {
        var old = new ModelBuilder(opset: 6).Input("x", ElementType.Float, "batch", 4).Weight("w", 1, 4, 3)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y", ElementType.Float, "batch", 3).Build();
        var refused = new Recoverer(Unipts(1) with { Regrowth = null }, Workbench.Of(SmallModels.Batches(old, 2, 1), Device.Cpu))
            .Recover(StepInput.Of(old));

        Assert.AreEqual("PB3066", refused.Diagnostics.Single().Code);
        StringAssert.Contains(refused.Diagnostics[0].Message, "The model is at opset 6");
    }

    private static RecoveryRecipe Unipts(int steps) =>
        new(RegrowthRecipe.Families, RecoveryLoss.Match, steps) { Regrowth = new RegrowthRecipe() };

    [TestMethod]
    public void LowRankUpdatesRecoverAModelThatWasCut()
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 10, 1);
        var cut = new Pruner(original, SmallModels.Recipe("magnitude", 0.3), Workbench.Of(batches, Device.Cpu)).Prune().Value!.Pruned;

        var recovered = new Recoverer(
            new RecoveryRecipe([TrainedFamily.Lora], RecoveryLoss.Match, Steps: 60), Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = cut });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.IsLessThan(0.9 * recovered.Value.Report.LossBefore, recovered.Value.Report.LossAfter);
        Assert.IsLessThan(SmallModels.Error(original, cut, batches), SmallModels.Error(original, recovered.Value.Model, batches));
        Assert.HasCount(cut.Graph.Node.Count, recovered.Value.Model.Graph.Node);
    }

    /// <summary>Features of every position look like scores of a vocabulary, but are fewer than the tokens.</summary>
    [TestMethod]
    public void FeaturesOfTokensAreNoScoresOfNextTokens()
    {
        OnnxModel[] models = [.. ((int[])[3, 4]).Select(seed => new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "length").Weight("table", 1, 40, 6).Weight("w", 2, 6, 6).Weight("b", seed, 6)
            .Node("Gather", ["table", "ids"], ["e"]).Node("MatMul", ["e", "w"], ["h"]).Node("Add", ["h", "b"], ["y"]).Output("y").Build())];
        var batches = Enumerable.Range(0, 4).Select(i => new Batch(
            new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([.. SeededValues.Integers(i, 12, 40).Select(id => (long)id)], 2, 6) },
            [2 * i, (2 * i) + 1])).ToArray();
        var asked = new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.NextToken, Steps: 5);
        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, Refused(models[0], asked, batches));

        var matched = new Recoverer(asked with { Loss = RecoveryLoss.Match }, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(models[0]) with { Model = models[1] });
        Assert.IsTrue(matched.IsOk, string.Join("; ", matched.Diagnostics));
        Assert.IsLessThan(matched.Value.Report.LossBefore, matched.Value.Report.LossAfter);
    }

    /// <summary>Probabilities are matched as the logits that they are of.</summary>
    [TestMethod]
    [DataRow(RecoveryLoss.Match)]
    [DataRow(RecoveryLoss.Labels)]
    public void AModelThatEndsInASoftmaxIsTrainedAsOneThatDoesNot(RecoveryLoss loss)
    {
        var (plain, shares) = (Trained(false), Trained(true));

        Assert.AreEqual(plain.LossBefore, shares.LossBefore, 1e-4 * plain.LossBefore);
        Assert.AreEqual(plain.LossAfter, shares.LossAfter, 1e-2 * plain.LossBefore);
        Assert.IsLessThan((loss == RecoveryLoss.Match ? 0.8 : 0.95) * plain.LossBefore, plain.LossAfter);

        RecoveryReport Trained(bool softmax)
        {
            OnnxModel[] models = [.. ((int[])[3, 4]).Select(seed =>
            {
                var builder = new ModelBuilder(17).Input("x", ElementType.Float, "batch", 5).Weight("w", 1, 5, 4).Weight("b", seed, 4)
                    .Node("MatMul", ["x", "w"], ["h"]).Node("Add", ["h", "b"], ["z"]);
                return (softmax ? builder.Node("Softmax", ["z"], ["y"]).Output("y") : builder.Output("z")).Build();
            })];
            Batch[] batches = [.. SmallModels.Batches(models[0], 10, 1)
                .Select((batch, i) => batch with { Labels = [.. batch.Records.Select((_, row) => (double)((i + row) % 4))] })];
            var recovered = new Recoverer(
                new RecoveryRecipe([TrainedFamily.Biases, TrainedFamily.Weights, TrainedFamily.Head], loss, Steps: 60),
                Workbench.Of(batches, Device.Cpu))
                .Recover(StepInput.Of(models[0]) with { Model = models[1] });
            Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
            return recovered.Value.Report;
        }
    }

    /// <summary>Features are matched as they are: a softmax over them would not see what is added to all of them.</summary>
    [TestMethod]
    public void FeaturesAreMatchedBySquares()
    {
        OnnxModel[] models = [.. ((float[])[0, 1]).Select(shift => new ModelBuilder(17)
            .Input("x", ElementType.Float, "batch", 5).Weight("w", 1, 5, 4).Initializer("b", Tensor.Of([shift, shift, shift, shift], 4))
            .Node("MatMul", ["x", "w"], ["h"]).Node("Tanh", ["h"], ["t"]).Node("Add", ["t", "b"], ["y"]).Output("y").Build())];
        var batches = SmallModels.Batches(models[0], 10, 1);

        var recovered = new Recoverer(
            new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 60), Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(models[0]) with { Model = models[1] }).Value!;

        Assert.AreEqual(1, recovered.Report.LossBefore, 1e-3);
        Assert.IsLessThan(0.5, recovered.Report.LossAfter);
    }

    /// <summary>The bias that was lost moves the second output alone.</summary>
    [TestMethod]
    public void AllRowsOfScoresAreMatched()
    {
        OnnxModel[] models = [.. ((int[])[3, 4]).Select(seed => new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 5).Weight("start.w", 1, 5, 4).Weight("end.w", 2, 5, 4).Weight("end.b", seed, 4)
            .Node("MatMul", ["x", "start.w"], ["start"]).Node("MatMul", ["x", "end.w"], ["h"]).Node("Add", ["h", "end.b"], ["end"])
            .Output("start").Output("end").Build())];
        var batches = SmallModels.Batches(models[0], 10, 1);

        var recovered = new Recoverer(
            new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 40), Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(models[0]) with { Model = models[1] });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.IsLessThan(0.5 * recovered.Value.Report.LossBefore, recovered.Value.Report.LossAfter);
    }

    /// <summary>A model that fills gaps scores tokens that it sees; it is trained towards the original's answers.</summary>
    [TestMethod]
    public void TokensThatAModelSeesAreNotPredicted()
    {
        var original = SmallModels.Of("decoder");
        var batches = SmallModels.Batches(original, 6, 1);
        var masked = MaskedModels.Half(original, batches);

        var refused = Recovered(RecoveryLoss.NextToken).Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, refused.Code);
        StringAssert.Contains(refused.Message, "looks ahead");
        Assert.IsTrue(Recovered(RecoveryLoss.Match).IsOk);

        Result<RecoveredModel> Recovered(RecoveryLoss loss) =>
            new Recoverer(
                new RecoveryRecipe([TrainedFamily.Biases, TrainedFamily.Norms], loss, Steps: 3), Workbench.Of(batches, Device.Cpu))
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
    }

    [TestMethod]
    public void LowRankUpdatesThatWouldFillZerosAreRefused()
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 2, 1);
        var masked = MaskedModels.Half(original, batches);

        var refused = new Recoverer(new RecoveryRecipe([TrainedFamily.Lora]), Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void BlocksWithoutWhatIsAskedForAreRefused()
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 2, 1);
        Assert.AreEqual(
            DiagnosticCatalog.NothingToTrain.Code,
            Refused(original, new RecoveryRecipe([TrainedFamily.Embeddings], Blocks: new BlockRecipe(BlockTargets.Original, 1)), batches));
    }

    /// <summary>Of five classes, divergences are lowered; of a single output, squares.</summary>
    [TestMethod]
    [DataRow(5)]
    [DataRow(1)]
    public void PaddedPositionsAreNotMatched(int outputs)
    {
        var original = PaddedModels.Of(outputs);
        var masked = MaskedModels.Half(original, PaddedModels.Batches(1));
        var (one, other) = (Trained(1), Trained(50));
        Assert.IsLessThan(one.Report.LossBefore, one.Report.LossAfter);
        Assert.AreEqual(one.Model.Proto, other.Model.Proto);
        Assert.AreEqual(one.Report, other.Report);

        RecoveredModel Trained(float padding) =>
            new Recoverer(
                new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.Match, Steps: 8),
                Workbench.Of(PaddedModels.Batches(padding), Device.Cpu))
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;
    }

    /// <summary>The model has no input that says what is padding; the batches do.</summary>
    [TestMethod]
    public void PaddingIsNotPredicted()
    {
        var original = PaddedModels.OfTokens();
        var masked = MaskedModels.Half(original, PaddedModels.TokenBatches(0));
        var (one, other, all) = (Trained(PaddedModels.TokenBatches(0)), Trained(PaddedModels.TokenBatches(5)),
            Trained([.. PaddedModels.TokenBatches(5).Select(batch => batch with { RowMask = null })]));
        Assert.IsLessThan(one.Report.LossBefore, one.Report.LossAfter);
        Assert.AreEqual(one.Model.Proto, other.Model.Proto);
        Assert.AreEqual(one.Report, other.Report);
        Assert.AreNotEqual(all.Report.LossBefore, other.Report.LossBefore, 1e-6);

        RecoveredModel Trained(Batch[] batches) =>
            new Recoverer(new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.NextToken, Steps: 8), Workbench.Of(batches, Device.Cpu))
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;
    }

    [TestMethod]
    public void WhatComesBehindARecordIsPredictedWhereItIsKnown()
    {
        var original = PaddedModels.OfTokens();
        Batch[] batches = [.. PaddedModels.TokenBatches(5).Select(batch => batch with { RowMask = null })];
        double[] losses = [.. new ValueList<long>?[] { null, [-1, -1], [1, -1], [1, 2] }.Select(next =>
            new Recoverer(
                new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.NextToken, Steps: 1),
                Workbench.Of([.. batches.Select(batch => batch with { Next = next })], Device.Cpu))
                .Recover(StepInput.Of(original)).Value!.Report.LossBefore)];
        Assert.AreEqual(losses[0], losses[1]);
        Assert.AreEqual(3, losses.Distinct().Count());
    }

    /// <summary>Answers of the pruned model itself with noise teach nothing. At a few held-out records some values are better than the
    /// start by chance, and nearly all of these are seen through.</summary>
    [TestMethod]
    public void WhatChanceGainsIsNoGain()
    {
        var original = Perceptron(1);
        var batches = SmallModels.Batches(original, 160, 1);
        var masked = MaskedModels.Half(original, batches);
        using var session = ModelSession.Open(masked.Pruned, Device.Cpu).Value!;

        var gained = Enumerable.Range(0, 10).Count(seed =>
        {
            var random = new Random(seed);
            Batch[] drawn = [.. batches.Select(batch => batch with
            {
                Labels = [.. session.Run(batch.Inputs)["y"].ToFloats().Select(answer => answer + (4 * random.NextDouble()) - 2)],
            })];
            var report = new Recoverer(
                new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.Labels, Steps: 60, LearningRate: 0.01),
                Workbench.Of(drawn, Device.Cpu))
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!.Report;
            return report.LossAfter < report.LossBefore;
        });

        Assert.IsLessThanOrEqualTo(2, gained);
    }

    /// <summary>Scores are trained towards classes, a single score towards numbers: here those of the original.</summary>
    [TestMethod]
    [DataRow(3)]
    [DataRow(1)]
    public void LabelsAreLearnt(int outputs)
    {
        var original = Perceptron(outputs);
        using var session = ModelSession.Open(original, Device.Cpu).Value!;
        Batch[] batches = [.. SmallModels.Batches(original, 60, 1)
            .Select(batch => batch with { Labels = Labels(session.Run(batch.Inputs)["y"].ToFloats()) })];
        var masked = MaskedModels.Half(original, batches);

        var recovered = new Recoverer(
            new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.Labels, Steps: 60, LearningRate: 0.01),
            Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });

        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.IsLessThan(0.9 * recovered.Value.Report.LossBefore, recovered.Value.Report.LossAfter);

        ValueList<double> Labels(float[] answers) =>
            [.. answers.Chunk(outputs).Select(row => outputs == 1 ? row[0] : (double)Array.IndexOf(row, row.Max()))];
    }

    [TestMethod]
    public void LabelsThatAreMissingOrNoClassesAreRefused()
    {
        var model = Perceptron(3);
        var (recipe, batches) = (new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.Labels), SmallModels.Batches(model, 2, 1));
        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, Refused(model, recipe, batches));
        Assert.AreEqual(
            DiagnosticCatalog.LossUnfit.Code, Refused(model, recipe, [.. batches.Select(batch => batch with { Labels = [0, 3] })]));
        Assert.AreEqual(
            DiagnosticCatalog.LossUnfit.Code,
            Refused(PaddedModels.Of(3), recipe, [.. PaddedModels.Batches(1).Select(batch => batch with { Labels = [0, 1] })]));
    }

    private static OnnxModel Perceptron(int outputs) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6).Weight("first", 1, 6, 12).Weight("second", 2, 12, outputs)
        .Node("MatMul", ["x", "first"], ["a"]).Node("Relu", ["a"], ["b"]).Node("MatMul", ["b", "second"], ["y"])
        .Output("y").Build();

    /// <summary>Two classes of a record beside two positions: padding among its tokens does not make a class count less.</summary>
    [TestMethod]
    public void ClassesAreNoPositions()
    {
        var original = SmallModels.Of("encoder");
        Batch[] batches = [.. SmallModels.Batches(original, 3, 1).Select(batch => batch with
        {
            Inputs = new Dictionary<string, Tensor> { ["ids"] = Tensor.Of(batch.Inputs["ids"].ToInt64s()[..4], 2, 2) },
        })];
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe([TrainedFamily.Weights], RecoveryLoss.Match, Steps: 4);
        var plain = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;
        var padded = new Recoverer(
            recipe, Workbench.Of([.. batches.Select(batch => batch with { RowMask = Tensor.Of([1f, 1, 1, 0], 2, 2) })], Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks.Kept }).Value!;
        Assert.AreEqual(plain.Report.LossAfter, padded.Report.LossAfter, 1e-9);
    }

    [TestMethod]
    public void TheSameDataGivesTheSameBits()
    {
        var original = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe([TrainedFamily.Norms, TrainedFamily.MaskLora], RecoveryLoss.Match, Steps: 10);
        var first = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept }).Value!;
        var second = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks.Kept }).Value!;
        Assert.AreEqual(first.Report, second.Report);
        Assert.AreEqual(first.Model.Graph, second.Model.Graph);
    }

    [TestMethod]
    public void WhatCannotBeTrainedIsRefusedWithACode()
    {
        var model = SmallModels.Of("convolutions");
        var batches = SmallModels.Batches(model, 2, 1);
        Assert.AreEqual(DiagnosticCatalog.NothingToTrain.Code, Refused(model, new RecoveryRecipe([TrainedFamily.Embeddings]), batches));
        Assert.AreEqual(
            DiagnosticCatalog.LossUnfit.Code, Refused(model, new RecoveryRecipe([TrainedFamily.Norms], RecoveryLoss.NextToken), batches));
        Assert.AreEqual(DiagnosticCatalog.CalibrationNeeded.Code, Refused(model, new RecoveryRecipe([TrainedFamily.Norms]), []));
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, Refused(model, Unipts(3), batches), "there is no mask to move");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void FamiliesThatTheModelHasNothingOfAreNamed(bool byBlocks)
    {
        var original = Quantised();
        var batches = SmallModels.Batches(original, 4, 1);
        var masked = MaskedModels.Half(original, batches);
        var recipe = new RecoveryRecipe([TrainedFamily.MaskLora, TrainedFamily.Biases], RecoveryLoss.Match, Steps: 3)
        {
            AreFamiliesNamed = true, Blocks = byBlocks ? new BlockRecipe(BlockTargets.Original, 1) : null,
        };

        var note = Recovered(recipe).Diagnostics.Single(note => note.Code == "PB2064");
        StringAssert.Contains(note.Message, "'train' names mask-lora, of which the model, whose weights are stored as int8, "
            + "has no parameters to train: what is trained is biases.");
        Assert.IsEmpty(Recovered(recipe with { AreFamiliesNamed = false }).Diagnostics.Where(other => other.Code != "PB3065"));
        var refused = Recovered(recipe with { Families = [TrainedFamily.Weights] });
        Assert.AreEqual("PB2062", refused.Diagnostics.Single().Code);
        StringAssert.Contains(refused.Diagnostics[0].Message, "(weights). Its weights are stored as int8, and training needs floats");

        Result<RecoveredModel> Recovered(RecoveryRecipe asked) => new Recoverer(asked, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
    }

    private static OnnxModel Quantised() => new ModelBuilder().Input("x", ElementType.Float, "batch", 6)
        .Initializer("w", Tensor.Of(ElementType.Int8, [.. SeededValues.Integers(1, 36, 200).Select(value => (sbyte)(value - 100))], 6, 6))
        .Initializer("v", Tensor.Of(ElementType.Int8, [.. SeededValues.Integers(2, 36, 200).Select(value => (sbyte)(value - 100))], 6, 6))
        .Scalar("scale", 0.01f).Weight("bias", 3, 6).Weight("last", 4, 6, 3)
        .Node("DequantizeLinear", ["w", "scale"], ["w.float"]).Node("DequantizeLinear", ["v", "scale"], ["v.float"])
        .Node("Gemm", ["x", "w.float", "bias"], ["a"]).Node("Relu", ["a"], ["b"])
        .Node("MatMul", ["b", "v.float"], ["c"]).Node("Relu", ["c"], ["d"])
        .Node("MatMul", ["d", "last"], ["y"]).Output("y").Build();

    private static string Refused(OnnxModel model, RecoveryRecipe recipe, IReadOnlyList<Batch> batches)
    {
        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu)).Recover(StepInput.Of(model));
        Assert.IsFalse(recovered.IsOk);
        return recovered.Diagnostics[0].Code;
    }
}
