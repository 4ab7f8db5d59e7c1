using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.LlmPruner;

[TestClass]
public sealed class LlmPrunerCriterionTests
{
    // Two records, two units: the first unit's gradients, 1 and -1, cancel; the second's, 0.5 and 0.3, agree.
    private static readonly double[][] gradients = [[0, 0.4], [1, 0.17]];

    [TestMethod]
    [DataRow(TaylorOrder.First, new[] { 0, 0.4 })]
    [DataRow(TaylorOrder.Second, new[] { 0.5, 0.085 })]
    [DataRow(TaylorOrder.Mixed, new[] { 0.5, 0.315 })]
    public void ImportanceIsTheChangeOfTheLossToItsOrder(TaylorOrder order, double[] expected) => Close.AreClose(
        expected, LlmPrunerCriterion.Importance(Matrix.Create(2, 2, (row, unit) => gradients[row][unit]), order), 1e-12);
}
