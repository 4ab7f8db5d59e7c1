using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.LlmPruner;

[TestClass]
public sealed class LlmPrunerCriterionTests
{
    // Two batches, two units: the first unit's gradients cancel, the second's agree.
    private static readonly double[][] gradients = [[1, 0.5], [-1, 0.3]];

    [TestMethod]
    [DataRow(TaylorOrder.First, new[] { 0, 0.4 })]
    [DataRow(TaylorOrder.Second, new[] { 0.5, 0.085 })]
    [DataRow(TaylorOrder.Mixed, new[] { 0.5, 0.315 })]
    public void ImportanceIsTheChangeOfTheLossToItsOrder(TaylorOrder order, double[] expected) => Close.AreClose(
        expected, LlmPrunerCriterion.Importance(Matrix.Create(2, 2, (batch, unit) => gradients[batch][unit]), order), 1e-12);
}
