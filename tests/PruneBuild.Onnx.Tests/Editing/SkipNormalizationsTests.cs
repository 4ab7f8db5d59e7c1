using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class SkipNormalizationsTests
{
    private const string Skip = "com.microsoft:SkipLayerNormalization", Simplified = "com.microsoft:SkipSimplifiedLayerNormalization";

    [TestMethod]
    public void SumsAreNodesAndAgainIsTheSameFile()
    {
        var model = Model();
        var apart = SkipNormalizations.Apart(model);

        CollectionAssert.AreEqual(
            new[] { "MatMul", "Add", "Add", "LayerNormalization", "MatMul", "Add", "SimplifiedLayerNormalization", "MatMul", "Add" },
            apart.Graph.Node.Select(node => node.OpType).ToArray());
        CollectionAssert.AreEqual(new[] { "n_biased", "x" }, apart.Graph.Node[2].Input, "the bias is the branch's");
        CollectionAssert.AreEqual(new[] { "n_sum", "gamma", "beta" }, apart.Graph.Node[3].Input);
        Assert.AreEqual("r", apart.Graph.Node[5].Output[0], "a sum that has a name keeps it");
        Assert.AreEqual(1e-5f, apart.Graph.Node[3].Attribute.Single(attribute => attribute.Name == "epsilon").F);
        Assert.AreEqual(1e-12f, apart.Graph.Node[6].Attribute.Single(attribute => attribute.Name == "epsilon").F, "the default");
        Assert.AreEqual(model.Proto, SkipNormalizations.Again(apart, model).Proto);
    }

    [TestMethod]
    public void WhatSumsNoMoreStays()
    {
        var model = Model();
        var apart = SkipNormalizations.Apart(model);
        var dropped = apart.WithGraph(GraphEdits.RemoveDead(GraphEdits.Redirect(apart.Graph, "n_sum", "x")));

        var again = SkipNormalizations.Again(dropped, model);

        CollectionAssert.AreEqual(
            new[] { "LayerNormalization", "MatMul", "SkipSimplifiedLayerNormalization", "MatMul", "Add" },
            again.Graph.Node.Select(node => node.OpType).ToArray());
    }

    /// <summary>x + f(x) is normalised before the next branch and summed with it: without that branch both read the one sum.</summary>
    [TestMethod]
    public void ASumIsFusedOnce()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4)
            .Weight("f", 1, 4, 4).Weight("g", 2, 4, 4).Weight("gamma", 3, 4)
            .Node("MatMul", ["x", "f"], ["a"]).Node(Simplified, ["x", "a", "gamma"], ["n", "", "", "r"])
            .Node("MatMul", ["n", "g"], ["b"]).Node(Simplified, ["r", "b", "gamma"], ["m", "", "", "s"])
            .Node("Add", ["m", "n"], ["y"]).Output("y").Build();
        var apart = SkipNormalizations.Apart(model);
        var dropped = apart.WithGraph(GraphEdits.RemoveDead(GraphEdits.Redirect(apart.Graph, "s", "r")));

        var again = SkipNormalizations.Again(dropped, model);

        CollectionAssert.AreEqual(
            new[] { "MatMul", "SkipSimplifiedLayerNormalization", "SimplifiedLayerNormalization", "Add" },
            again.Graph.Node.Select(node => node.OpType).ToArray());
        CollectionAssert.AreEqual(new[] { "n", "", "", "r" }, again.Graph.Node[1].Output, "others read the sum");
        Assert.AreEqual("r", again.Graph.Node[2].Input[0]);
    }

    [TestMethod]
    public void AConstantThatARefitAddsStaysAsItIs()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Weight("f", 1, 4, 4).Weight("gamma", 3, 4)
            .Node("MatMul", ["x", "f"], ["a"]).Node(Skip, ["a", "x", "gamma"], ["y"]).Output("y").Build();
        var shifted = new ModelBuilder().Input("x", ElementType.Float, "batch", 4)
            .Weight("f", 1, 4, 4).Weight("gamma", 3, 4).Weight("shift", 4, 4)
            .Node("MatMul", ["x", "f"], ["a"]).Node("Add", ["a", "shift"], ["b"]).Node("Add", ["b", "x"], ["s"])
            .Node("LayerNormalization", ["s", "gamma"], ["y"]).Output("y").Build();

        var again = SkipNormalizations.Again(shifted, model);

        CollectionAssert.AreEqual(
            new[] { "MatMul", "Add", "SkipLayerNormalization" }, again.Graph.Node.Select(node => node.OpType).ToArray());
        CollectionAssert.AreEqual(new[] { "b", "x", "gamma" }, again.Graph.Node[2].Input);
    }

    [TestMethod]
    public void MeansAndDeviationsKeepTheirNode()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Input("skip", ElementType.Float, "batch", 4)
            .Weight("gamma", 3, 4).Node(Skip, ["x", "skip", "gamma"], ["y", "mean"]).Output("y").Output("mean").Build();
        Assert.AreSame(model, SkipNormalizations.Apart(model));
    }

    [TestMethod]
    public void AModelWithoutThemIsItself()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3).Weight("w", 1, 3, 4)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        Assert.AreSame(model, SkipNormalizations.Apart(model));
        Assert.AreSame(model, SkipNormalizations.Again(model, model));
    }

    private static OnnxModel Model() => new ModelBuilder().Domain("com.microsoft").Input("x", ElementType.Float, "batch", 4)
        .Weight("f", 1, 4, 4).Weight("g", 2, 4, 4).Weight("h", 3, 4, 4)
        .Weight("gamma", 4, 4).Weight("beta", 5, 4).Weight("bias", 6, 4)
        .Node("MatMul", ["x", "f"], ["a"])
        .Node(Skip, ["a", "x", "gamma", "beta", "bias"], ["n"], ("epsilon", 1e-5f))
        .Node("MatMul", ["n", "g"], ["b"])
        .Node(Simplified, ["n", "b", "gamma"], ["m", "", "", "r"])
        .Node("MatMul", ["m", "h"], ["c"])
        .Node("Add", ["c", "r"], ["y"])
        .Output("y").Build();
}
