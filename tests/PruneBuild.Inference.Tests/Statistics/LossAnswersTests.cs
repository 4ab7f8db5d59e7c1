using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class LossAnswersTests
{
    // p = (0.359633, 0.178589, 0.461778) at temperature 2.
    private static readonly float[] Logits = [0.3f, -1.1f, 0.8f];

    [TestMethod]
    public void NothingIsDrawnForPadding()
    {
        var logits = Tensor.Of([0f, 1, 2, 0, 1, 1], 1, 3, 2);

        var drawn = LossAnswers.Of(new MaskLoss(MaskLossKind.DrawnAnswers), "y", logits, 0, rowMask: Tensor.Of([1f, 1, 0], 1, 3)).Value.ToInt64s();

        Assert.AreEqual(-1, drawn[2]);
        Assert.IsTrue(drawn[0] >= 0 && drawn[1] >= 0);
    }

    [TestMethod]
    public void TheCurvatureOfTwoClassesIsExact()
    {
        // γ²·factor·(∂ log p_label)² must be p(1 − p)·(∂(z₁ − z₀))², and ∂ log p_label = ±(1 − p_label)/γ·∂(z₁ − z₀).
        var answer = Of(MaskLossKind.Curvature, 2, Tensor.Of([0.3f, -1.1f, -4f, 5f], 2, 2));

        Assert.AreEqual(LossNames.Labels, answer.Input);
        CollectionAssert.AreEqual(new long[] { 1, 0 }, answer.Value.ToInt64s());
        foreach (var (gap, factor) in new[] { 1.4, 9.0 }.Zip(answer.Factors))
        {
            var p = 1 / (1 + Math.Exp(gap / 2));
            Assert.AreEqual(p * (1 - p), factor * Math.Pow((1 - p) / 2, 2), 1e-7);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    public void MoreClassesAreDrawnAsOftenAsTheyAreLikely(int seed)
    {
        const int Records = 3000;
        var logits = Tensor.Of([.. Enumerable.Repeat(Logits, Records).SelectMany(row => row)], Records, 3);

        var answer = LossAnswers.Of(new MaskLoss(MaskLossKind.Curvature, 2, seed), "y", logits, 0);

        var drawn = answer.Value.ToInt64s().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value / (double)Records).ToArray();
        Close.AreClose([0.359633, 0.178589, 0.461778], drawn, 0.01);
        Assert.IsTrue(answer.Factors.All(factor => factor == 4));
    }

    [TestMethod]
    public void AnotherSeedDrawsOtherAnswers()
    {
        var logits = Tensor.Of([.. Enumerable.Repeat(Logits, 20).SelectMany(row => row)], 20, 3);

        var (first, second) = (Drawn(0), Drawn(1));

        CollectionAssert.AreEqual(first, Drawn(0));
        CollectionAssert.AreNotEqual(first, second);

        long[] Drawn(int seed) => LossAnswers.Of(new MaskLoss(MaskLossKind.DrawnAnswers, Seed: seed), "y", logits, 0).Value.ToInt64s();
    }

    [TestMethod]
    public void ALanguageModelHasALabelForEachPosition()
    {
        var answer = Of(MaskLossKind.DrawnAnswers, 1, Tensor.Of(new float[2 * 5 * 3], 2, 5, 3));

        CollectionAssert.AreEqual(new long[] { 2, 5 }, answer.Value.Shape.ToArray());
        CollectionAssert.AreEqual(new double[] { 1, 1 }, answer.Factors);
    }

    [TestMethod]
    public void ADivergenceComparesWithTheAnswersThemselves()
    {
        var answer = Of(MaskLossKind.Divergence, 2, Tensor.Of(Logits, 1, 3));

        Assert.AreEqual(LossNames.Target("y"), answer.Input);
        CollectionAssert.AreEqual(Logits, answer.Value.ToFloats());
    }

    [TestMethod]
    public void TheCurvatureOfAQuantityIsThatOfItsSquaredError()
    {
        // (y − t)² has the gradient ±1 half a unit away from t, and the curvature 2.
        var answer = Of(MaskLossKind.Curvature, 2, Tensor.Of([3f, 4f], 2, 1));

        CollectionAssert.AreEqual(new[] { 3.5f, 3.5f }, answer.Value.ToFloats());
        CollectionAssert.AreEqual(new double[] { 2, 2 }, answer.Factors);
    }

    private static LossAnswer Of(MaskLossKind kind, double temperature, Tensor answers) =>
        LossAnswers.Of(new MaskLoss(kind, temperature), "y", answers, 0);
}
