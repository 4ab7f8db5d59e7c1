using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Generating;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Tests.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data.Generating;

[TestClass]
public sealed class OwnTextsTests
{
    private const int Vocabulary = 5;

    private static readonly SourceSpan Place = new("prune.yaml", 7, 20);

    [TestMethod]
    public void TheLikeliestTokenFollowsWhereNothingElseIsLikely()
    {
        // Token i + 1 follows token i: its logit is 60 above the others.
        foreach (var text in Texts(Write(Chain(sharpness: 60), 7, 12)))
            CollectionAssert.AreEqual(Enumerable.Range(0, 12).Select(i => (text[0] + i) % Vocabulary).ToArray(), text);
    }

    [TestMethod]
    public void FourTokensAreTheLikeliestAndTheOthersAreDrawn()
    {
        // The token that follows has e times the weight of each of the four others: a share of e / (e + 4) = 0.405.
        var texts = Texts(Write(Chain(sharpness: 1), 400, 9));
        Assert.IsTrue(texts.All(text => Enumerable.Range(1, 4).All(i => text[i] == (text[i - 1] + 1) % Vocabulary)));
        var followed = texts.Sum(text => Enumerable.Range(5, 4).Count(i => text[i] == (text[i - 1] + 1) % Vocabulary)) / 1600.0;
        Assert.AreEqual(Math.E / (Math.E + 4), followed, 0.05);
        Assert.AreEqual(Vocabulary, texts.Select(text => text[0]).Distinct().Count());
    }

    [TestMethod]
    public void ProbabilitiesAreDrawnFromAsTheyAre()
    {
        foreach (var text in Texts(Write(Chain(sharpness: 60, shares: true), 7, 12)))
            CollectionAssert.AreEqual(Enumerable.Range(0, 12).Select(i => (text[0] + i) % Vocabulary).ToArray(), text);
    }

    [TestMethod]
    public void TheSeedDecidesTheTextsAndTheirNumberDoesNot()
    {
        var model = Chain(sharpness: 1);
        var texts = Flat(Write(model, 40, 9));
        CollectionAssert.AreEqual(texts, Flat(Write(model, 40, 9)));
        CollectionAssert.AreEqual(texts[..18], Flat(Write(model, 2, 9)));
        CollectionAssert.AreNotEqual(texts, Flat(Write(model, 40, 9, seed: 1)));
    }

    [TestMethod]
    public void AModelOfFixedSizesReadsBehindTheTextSoFar()
    {
        var texts = Texts(Write(Chain(sharpness: 60, records: 2, positions: 16), 5, 12));
        Assert.HasCount(5, texts);
        foreach (var text in texts)
            CollectionAssert.AreEqual(Enumerable.Range(0, 12).Select(i => (text[0] + i) % Vocabulary).ToArray(), text[..12]);
    }

    [TestMethod]
    public void ADecoderWithACacheWritesWhatItWritesWithout()
    {
        var written = Write(Chain(sharpness: 2, past: "past_sequence_length"), 5, 12);

        CollectionAssert.AreEqual(Flat(Write(Chain(sharpness: 2), 5, 12)), Flat(written));
        foreach (var batch in written.Value!)
            Assert.AreEqual(ValueList.Create<long>([batch.Records.Count, 1, 0, 2]), batch.Inputs["past_key_values.0.key"].Shape);
    }

    [TestMethod]
    public void WhatIsNoDecoderIsRefusedAtItsPlace()
    {
        Expect(SmallModels.Encoder(), 8, "does not score tokens");
        Expect(SmallModels.Tokens(), 8, "does not score tokens [records, positions, vocabulary], one number for each token");
        Expect(SmallModels.Decoder(), 8, "looks ahead");
        Expect(Chain(sharpness: 1, records: 2, positions: 4), 8, "takes 4 tokens, and 8 are asked for");
        Expect(Chain(sharpness: 1, past: 4), 8, "'past_key_values.0.key' is none of tokens");
        Expect(Chain(sharpness: float.NaN), 8, "not all finite");
        Expect(ShortOfPositions(), 8, "does not run on texts of 8 tokens (node 'y' fails)");
    }

    /// <summary>Its scores have six positions; a node refuses more.</summary>
    private static OnnxModel ShortOfPositions() => new ModelBuilder()
        .Input("ids", ElementType.Int64, "batch", "sequence")
        .Weight("table", 1, Vocabulary, Vocabulary).Weight("positions", 2, 6, Vocabulary)
        .Integers("from", 0).Integers("axis", 0)
        .Node("Shape", ["ids"], ["length"], ("start", 1))
        .Node("Slice", ["positions", "from", "length", "axis"], ["some"])
        .Node("Gather", ["table", "ids"], ["x"]).Node("Add", ["x", "some"], ["y"])
        .Output("y", ElementType.Float, "batch", "sequence", Vocabulary)
        .Build();

    private static void Expect(OnnxModel model, int tokens, string words)
    {
        var problem = Write(model, 3, tokens).Diagnostics.Single();
        Assert.AreEqual("PB3036", problem.Code);
        StringAssert.Contains(problem.Message, words);
        Assert.AreEqual(Place, problem.Location);
    }

    private static Result<ValueList<Batch>> Write(OnnxModel model, int sequences, int tokens, int seed = 0) =>
        OwnTexts.Write(model, new GeneratedEntry(new(sequences, Place), new(tokens, Place), Place), seed, Device.Cpu);

    private static List<long[]> Texts(Result<ValueList<Batch>> written)
    {
        Assert.IsTrue(written.IsOk, string.Join("; ", written.Diagnostics));
        return
        [
            .. written.Value.SelectMany(batch => batch.Records.Index().Select(pair =>
                (Record: pair.Item, Text: batch.Inputs["ids"].ToInt64s().Chunk((int)batch.Inputs["ids"].Shape[1]).ElementAt(pair.Index))))
                .OrderBy(pair => pair.Record).Select(pair => pair.Text),
        ];
    }

    private static long[] Flat(Result<ValueList<Batch>> written) => [.. Texts(written).SelectMany(text => text)];

    /// <summary>A chain of tokens: behind token i the logit of i + 1 is the sharpness, and all others are 0.</summary>
    private static OnnxModel Chain(float sharpness, Dim? records = null, Dim? positions = null, bool shares = false, Dim? past = null)
    {
        var table = new float[Vocabulary * Vocabulary];
        for (var token = 0; token < Vocabulary; token++)
            table[(token * Vocabulary) + ((token + 1) % Vocabulary)] = sharpness;
        var builder = new ModelBuilder()
            .Input("ids", ElementType.Int64, records ?? "batch", positions ?? "sequence")
            .Initializer("table", Tensor.Of(table, Vocabulary, Vocabulary));
        if (past is { } length)
            builder.Input("past_key_values.0.key", ElementType.Float, "batch", 1, length, 2);
        return builder.Node("Gather", ["table", "ids"], [shares ? "logits" : "y"])
            .Node(shares ? "Softmax" : "Identity", [shares ? "logits" : "y"], [shares ? "y" : "z"])
            .Output("y", ElementType.Float, records ?? "batch", positions ?? "sequence", Vocabulary)
            .Build();
    }
}
