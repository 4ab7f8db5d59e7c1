using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Magnitude;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Magnitude;

[TestClass]
public sealed class MagnitudeCriterionTests
{
    [TestMethod]
    public void AUnitIsWorthItsShareOfEachMatrix()
    {
        // Rows of w1ᵀ have squared norms 1, 4, 5; rows of w2 have 9, 0, 1.
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 2)
            .Initializer("w1", Tensor.Of([1f, 0, 1, 0, 2, 2], 2, 3)).Initializer("b", Tensor.Of([100f, 0, 0]))
            .Initializer("w2", Tensor.Of([3f, 0, 1], 3, 1))
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Add", ["a", "b"], ["c"]).Node("Relu", ["c"], ["d"])
            .Node("MatMul", ["d", "w2"], ["y"]).Output("y").Build();

        // w2 has one column: it counts as a vector, like the bias, and only w1 is left to judge by.
        Close.AreClose([0.1, 0.4, 0.5], MagnitudeCriterion.Scores(EvidenceOf(model)), 1e-12);
    }

    [TestMethod]
    public void ScoresOfAGroupSumToOne()
    {
        foreach (var model in new[] { TinyModels.Mlp(), TinyModels.Encoder(), TinyModels.ResidualConvolutions() })
        {
            var inferred = Inferred.Of(model);
            foreach (var group in inferred.Structure.Groups)
            {
                var scores = MagnitudeCriterion.Scores(Evidence.Of(model, new GraphIndex(model.Graph), group, _ => null));

                Assert.AreEqual(1, scores.Sum(), 1e-9, group.Id);
                Assert.IsTrue(scores.All(score => score > 0), group.Id);
            }
        }
    }

    [TestMethod]
    public void NoDataIsAskedFor() =>
        Assert.IsEmpty(new MagnitudeCriterion().Requests(Inferred.Of(TinyModels.Mlp()).Structure.Groups[0]));

    private static GroupEvidence EvidenceOf(OnnxModel model) =>
        Evidence.Of(model, new GraphIndex(model.Graph), Inferred.Of(model).Structure.Groups.Single(), _ => null);
}
