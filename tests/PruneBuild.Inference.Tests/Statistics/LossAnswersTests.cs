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

        var drawn = LossAnswers.Of(new MaskLoss(MaskLossKind.DrawnAnswers), Output(logits), logits, 0, rowMask: Tensor.Of([1f, 1, 0], 1, 3))
            .Value.ToInt64s();

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

        var answer = LossAnswers.Of(new MaskLoss(MaskLossKind.Curvature, 2, seed), Output(logits), logits, 0);

        var drawn = answer.Value.ToInt64s().CountBy(label => label).OrderBy(pair => pair.Key)
            .Select(pair => pair.Value / (double)Records).ToArray();
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

        long[] Drawn(int seed) =>
            LossAnswers.Of(new MaskLoss(MaskLossKind.DrawnAnswers, Seed: seed), Output(logits), logits, 0).Value.ToInt64s();
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

    [TestMethod]
    public void TheCurvatureOfFeaturesIsTheSumOfTheirSquares()
    {
        // Signs drawn each by itself: the squared sum of gradients is the sum of squares in the mean,
        // so that no pair of features has the same sign, or another, too often.
        const int Records = 4000;
        var features = Tensor.Of(new float[Records * 3], Records, 3);

        var answer = LossAnswers.Of(new MaskLoss(MaskLossKind.Curvature), Output(features, scores: false), features, 0);

        Assert.AreEqual(LossNames.Target("y"), answer.Input);
        Assert.IsTrue(answer.Value.ToFloats().All(value => Math.Abs(value) == 0.5f));
        foreach (var (one, other) in new[] { (0, 1), (0, 2), (1, 2) })
            Assert.AreEqual(0, answer.Value.ToFloats().Chunk(3).Average(row => 4 * row[one] * row[other]), 0.05);
    }

    [TestMethod]
    public void PaddedFeaturesStayWhereTheyAre()
    {
        var features = Tensor.Of([1f, 2, 3, 4, 5, 6], 1, 3, 2);

        var answer = LossAnswers.Of(
            new MaskLoss(MaskLossKind.DrawnAnswers), Output(features, scores: false), features, 0, rowMask: Tensor.Of([1f, 1, 0], 1, 3));

        Assert.AreEqual(
            "2 2 2 2 0 0",
            string.Join(' ', answer.Value.ToFloats().Zip(features.ToFloats(), (target, value) => 4 * Math.Abs(target - value))));
    }

    /// <summary>At the original the divergence has no gradient, cut and refit it has, at padding too.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void PaddingCountsNothingInADivergence(bool scores)
    {
        var values = Tensor.Of(new float[6], 1, 3, 2);

        var answer = LossAnswers.Of(
            new MaskLoss(MaskLossKind.Divergence), Output(values, scores), values, 0, rowMask: Tensor.Of([1f, 1, 0], 1, 3));

        var rows = answer.Inputs[LossNames.Rows("y")];
        CollectionAssert.AreEqual(new[] { 1f, 1, 0 }, rows.ToFloats());
        Assert.AreEqual(scores ? 2 : 3, rows.Rank);
    }

    [TestMethod]
    public void TrueClassesAreOfScoresWhateverMakesThem()
    {
        var values = Tensor.Of(new float[4], 2, 2);

        Assert.AreEqual(
            LossNames.Labels, LossAnswers.Of(new MaskLoss(MaskLossKind.Labels), Output(values, scores: false), values, 0).Input);
    }

    private static LossAnswer Of(MaskLossKind kind, double temperature, Tensor answers) =>
        LossAnswers.Of(new MaskLoss(kind, temperature), Output(answers), answers, 0);

    private static AnswerOutput Output(Tensor answers, bool? scores = null) =>
        new("y", ["y"], AreShares: false, scores ?? answers.Shape[^1] > 1, new ValueFact(answers.Type, answers.Shape));
}
