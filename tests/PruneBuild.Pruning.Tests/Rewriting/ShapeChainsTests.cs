using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class ShapeChainsTests
{
    [TestMethod]
    public void TwoLayersThatShareAComputedShapeAreCutApart()
    {
        var inferred = Inferred.Of(SharedShape());

        CollectionAssert.AreEquivalent(
            new[] { (3, "a"), (4, "a"), (3, "b"), (4, "b") },
            inferred.Structure.Groups.Select(group => (group.Units, group.Slices[0].Tensor)).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void AShapeThatOneReaderNeedsChangedIsCopiedForIt()
    {
        var inferred = Inferred.Of(SharedShape());
        var plan = Inferred.Half(1, inferred.Structure.Groups.Where(group => group.Slices[0].Tensor == "a"));

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, plan).Graph;

        Assert.AreEqual(2, cut.Node.Count(node => node.OpType == "Concat"));
        Assert.AreEqual("shape", cut.Node.Single(node => node.Output[0] == "b2").Input[1], "what the plan leaves alone stays as it was");
    }

    [TestMethod]
    public void AShapeThatEveryReaderNeedsChangedAlikeIsChangedInPlace()
    {
        var inferred = Inferred.Of(SharedShape());
        var plan = Inferred.Half(1, inferred.Structure.Groups);

        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, plan).Graph;

        Assert.AreEqual(1, cut.Node.Count(node => node.OpType == "Concat"));
        CollectionAssert.AreEquivalent(
            inferred.Model.Graph.Node.Select(node => node.Output[0]).ToArray(), cut.Node.Select(node => node.Output[0]).ToArray());
    }

    /// <summary>x·a and x·b, both of 12 columns, become [batch, 3, 4] by one computed shape.</summary>
    private static OnnxModel SharedShape() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6)
        .Weight("a", 1, 6, 12).Weight("b", 2, 6, 12).Weight("c", 3, 4, 2).Weight("d", 4, 4, 2).Weight("e", 5, 3).Weight("f", 6, 3)
        .Integers("rows", 3).Integers("columns", 4)
        .Node("Shape", ["x"], ["size"], ("start", 0), ("end", 1))
        .Node("Concat", ["size", "rows", "columns"], ["shape"], ("axis", 0))
        .Node("MatMul", ["x", "a"], ["a1"]).Node("Reshape", ["a1", "shape"], ["a2"]).Node("MatMul", ["a2", "c"], ["a3"])
        .Node("MatMul", ["x", "b"], ["b1"]).Node("Reshape", ["b1", "shape"], ["b2"]).Node("MatMul", ["b2", "d"], ["b3"])
        .Node("MatMul", ["e", "a3"], ["y"]).Node("MatMul", ["f", "b3"], ["z"])
        .Output("y").Output("z").Build();
}
