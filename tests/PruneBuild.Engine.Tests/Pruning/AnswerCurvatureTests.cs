using PruneBuild.Engine.Pruning;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class AnswerCurvatureTests
{
    [TestMethod]
    public void TwoClassesAreExact()
    {
        // γ²·factor·(∂ log p_label)² must be p(1 − p)·(∂(z₁ − z₀))², and ∂ log p_label = ±(1 − p_label)/γ·∂(z₁ − z₀).
        var (labels, factors) = new AnswerCurvature(2).Weights(Tensor.Of([0.3f, -1.1f, -4f, 5f], 2, 2));

        CollectionAssert.AreEqual(new long[] { 1, 0 }, labels.ToInt64s());
        foreach (var (gap, factor) in new[] { 1.4, 9.0 }.Zip(factors))
        {
            var p = 1 / (1 + Math.Exp(gap / 2));
            Assert.AreEqual(p * (1 - p), factor * Math.Pow((1 - p) / 2, 2), 1e-7);
        }
    }

    [TestMethod]
    public void MoreClassesAreDrawnAsOftenAsTheyAreLikely()
    {
        // p = (0.359633, 0.178589, 0.461778) at γ = 2.
        const int Records = 3000;
        var logits = Tensor.Of([.. Enumerable.Repeat(new[] { 0.3f, -1.1f, 0.8f }, Records).SelectMany(row => row)], Records, 3);

        var (labels, factors) = new AnswerCurvature(2).Weights(logits);

        var drawn = labels.ToInt64s().CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value / (double)Records).ToArray();
        Close.AreClose([0.359633, 0.178589, 0.461778], drawn, 0.01);
        Assert.IsTrue(factors.All(factor => factor == 4));
    }

    [TestMethod]
    public void ALanguageModelHasALabelForEachPosition()
    {
        var (labels, factors) = new AnswerCurvature(1).Weights(Tensor.Of(new float[2 * 5 * 3], 2, 5, 3));

        CollectionAssert.AreEqual(new long[] { 2, 5 }, labels.Shape.ToArray());
        Assert.HasCount(2, factors);
    }
}
