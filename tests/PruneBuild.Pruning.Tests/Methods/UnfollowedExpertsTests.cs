using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class UnfollowedExpertsTests
{
    [TestMethod]
    public void StacksThatAreFollowedNeedNoReason() =>
        Assert.IsNull(WhyNot(new ModelBuilder().Input("x", ElementType.Float, "batch", "sequence", 6)
            .Experts("x", "y", 6, weightFirst: true).Output("y").Build()));

    [TestMethod]
    public void UnitsThatNoExpertReadsNeedNoReasonEither() =>
        Assert.IsNull(WhyNot(new ModelBuilder().Input("x", ElementType.Float, "batch", 6).Weight("up", 1, 6, 8)
            .Node("MatMul", ["x", "up"], ["h"]).Node("ReduceSum", ["h"], ["y"], ("keepdims", 0)).Output("y").Build()));

    [TestMethod]
    public void AStackThatIsCastOnceItIsChosenIsNamed()
    {
        var model = Model(8, builder => builder
            .Node("Gather", ["stack", "choice"], ["picked"]).Node("Cast", ["picked"], ["cast"], ("to", 1))
            .Node("MatMul", ["a", "cast"], ["o"]));

        var reason = WhyNot(model);

        StringAssert.Contains(reason, "the weights that 'picked' chooses from the stack 'stack' for each token read it");
    }

    [TestMethod]
    public void MoreFeaturesThanAreMeasuredAreCounted()
    {
        var model = Model(6000, builder => builder
            .Node("Gather", ["stack", "choice"], ["picked"]).Node("MatMul", ["a", "picked"], ["o"]));

        Assert.AreEqual("its 3 experts have 18000 features together, and moments are taken of 16384 at most", WhyNot(model));
    }

    /// <summary>One layer that all rows share, and a stack of weights behind it.</summary>
    private static OnnxModel Model(int units, Func<ModelBuilder, ModelBuilder> experts) =>
        experts(new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Weight("router", 1, 4, 3).Weight("up", 2, 4, units)
            .Weight("stack", 3, 3, units, 2).Integers("axis", 1)
            .Node("MatMul", ["x", "router"], ["r"]).Node("ArgMax", ["r"], ["choice"], ("axis", 1), ("keepdims", 0))
            .Node("MatMul", ["x", "up"], ["u"]).Node("Relu", ["u"], ["h"]).Node("Unsqueeze", ["h", "axis"], ["a"]))
            .Output("o").Build();

    private static string? WhyNot(OnnxModel model)
    {
        var inferred = Inferred.Of(model);
        return UnfollowedExperts.WhyNot(
            new GraphIndex(inferred.Model.Graph), inferred.Structure.Groups.Single(group => group.Kind == StructureKind.Neurons));
    }
}
