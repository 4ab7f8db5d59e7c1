using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Pruning.Trying;

[TestClass]
public sealed class OutputDivergenceTests
{
    [TestMethod]
    public void TheSameOutputsAreAtDistanceZero()
    {
        Assert.AreEqual(0, Divergence(Tensor.Of([1f, 2, 3, 4], 2, 2), Tensor.Of([1f, 2, 3, 4], 2, 2)), 1e-12);
        Assert.AreEqual(0, Divergence(Tensor.Of([1f, 2], 2, 1), Tensor.Of([1f, 2], 2, 1)), 1e-12);
    }

    [TestMethod]
    public void ScoresOfClassesAreComparedByKullbackLeibler()
    {
        // Softmax of (ln 3, 0) is (3/4, 1/4), of (0, 0) even.
        var expected = (0.75 * Math.Log(1.5)) + (0.25 * Math.Log(0.5));

        Assert.AreEqual(expected, Divergence(Tensor.Of([MathF.Log(3), 0], 1, 2), Tensor.Of([0f, 0], 1, 2)), 1e-6);
    }

    [TestMethod]
    public void ProbabilitiesAreComparedAsWhatTheyAre() => Assert.AreEqual(
        (0.75 * Math.Log(1.5)) + (0.25 * Math.Log(0.5)), Divergence(Tensor.Of([0.75f, 0.25f], 1, 2), Tensor.Of([0.5f, 0.5f], 1, 2)), 1e-6);

    [TestMethod]
    public void OtherOutputsAreComparedByRelativeErrorWithoutPadding()
    {
        var original = Tensor.Of([1f, 1, 2, 2, 9, 9], 1, 3, 2);
        var other = Tensor.Of([1f, 0, 2, 2, float.NaN, 0], 1, 3, 2);

        Assert.AreEqual(0.1, Divergence(original, other, Tensor.Of([1f, 1, 0], 1, 3)), 1e-9);
    }

    [TestMethod]
    public void LogitsOfALanguageModelAreComparedByKullbackLeiblerAtEveryToken()
    {
        // The second position is padding; the cache beside the logits only follows them.
        var original = new Dictionary<string, Tensor>
        {
            ["logits"] = Tensor.Of([MathF.Log(3), 0, 5, 5], 1, 2, 2), ["present"] = Tensor.Of([1f, 1], 1, 2, 1),
        };
        var other = new Dictionary<string, Tensor>
        {
            ["logits"] = Tensor.Of([0f, 0, 9, 0], 1, 2, 2), ["present"] = Tensor.Of([7f, 7], 1, 2, 1),
        };
        var tokens = new Dictionary<string, Tensor> { ["input_ids"] = Tensor.Of([1L, 0], 1, 2) };

        var divergence = OutputDivergence.Of(original, other, new Batch(tokens, [0], Tensor.Of([1f, 0], 1, 2)));

        Assert.AreEqual((0.75 * Math.Log(1.5)) + (0.25 * Math.Log(0.5)), divergence, 1e-6);
    }

    [TestMethod]
    public void FeaturesNarrowerThanTheVocabularyAreNoLogits()
    {
        var tokens = new Dictionary<string, Tensor> { ["input_ids"] = Tensor.Of([5L, 0], 1, 2) };

        var divergence = OutputDivergence.Of(
            new Dictionary<string, Tensor> { ["y"] = Tensor.Of([1f, 1, 2, 2], 1, 2, 2) },
            new Dictionary<string, Tensor> { ["y"] = Tensor.Of([1f, 0, 2, 2], 1, 2, 2) }, new Batch(tokens, [0], null));

        Assert.AreEqual(0.1, divergence, 1e-9);
    }

    private static double Divergence(Tensor original, Tensor other, Tensor? mask = null) => OutputDivergence.Of(
        new Dictionary<string, Tensor> { ["y"] = original }, new Dictionary<string, Tensor> { ["y"] = other },
        new Batch(new Dictionary<string, Tensor>(), [0], mask));
}
