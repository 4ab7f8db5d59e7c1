using PruneBuild.Onnx.Editing;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class FusedActivationsTests
{
    private const string Convolution = "com.microsoft:FusedConv";

    [TestMethod]
    public void PartsAreNodesAndAgainIsTheSameFile()
    {
        var model = Model();
        var apart = FusedActivations.Apart(model);

        CollectionAssert.AreEqual(
            new[] { "Conv", "Relu", "Conv", "Add", "LeakyRelu", "Conv", "Add", "Flatten", "Gemm", "Tanh" }, Kinds(apart));
        CollectionAssert.AreEqual(new[] { "s_product", "a" }, apart.Graph.Node[3].Input);
        Assert.AreEqual(0.25f, apart.Graph.Node[4].Attribute.Single().F);
        Assert.AreEqual("pads", apart.Graph.Node[2].Attribute.Single().Name, "the activation is no attribute of a Conv");
        Assert.AreEqual("t", apart.Graph.Node[6].Output[0], "a sum without an activation");
        Assert.AreEqual(model.Proto, FusedActivations.Again(apart, model).Proto);
    }

    [TestMethod]
    public void WhatLostAPartStays()
    {
        var model = Model();
        var apart = FusedActivations.Apart(model);
        var dropped = apart.WithGraph(GraphEdits.RemoveDead(GraphEdits.Redirect(apart.Graph, "s_sum", "a")));

        CollectionAssert.AreEqual(
            new[] { "FusedConv", "LeakyRelu", "FusedConv", "Flatten", "FusedGemm" }, Kinds(FusedActivations.Again(dropped, model)));
    }

    [TestMethod]
    public void WhatOthersReadStays()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3, 8, 8).Weight("w", 1, 4, 3, 1, 1)
            .Node(Convolution, ["x", "w"], ["y"], ("activation", "Relu")).Output("y").Build();
        var apart = FusedActivations.Apart(model);
        apart.Graph.Output.Add(new Proto.ValueInfoProto { Name = "y_product" });

        CollectionAssert.AreEqual(new[] { "Conv", "Relu" }, Kinds(FusedActivations.Again(apart, model)));
    }

    [TestMethod]
    public void ActivationsThatNoNodeOfTheirOwnStandsForStayFused()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 3, 8, 8).Weight("w", 1, 4, 3, 1, 1)
            .Node(Convolution, ["x", "w"], ["y"], ("activation", "Clip"), ("activation_params", new[] { 0f, 6f })).Output("y").Build();
        Assert.AreSame(model, FusedActivations.Apart(model));
        Assert.AreSame(model, FusedActivations.Again(model, model));
    }

    private static string[] Kinds(OnnxModel model) => [.. model.Graph.Node.Select(node => node.OpType)];

    private static OnnxModel Model() => new ModelBuilder().Domain("com.microsoft").Input("x", ElementType.Float, "batch", 4, 8, 8)
        .Weight("f", 1, 4, 4, 1, 1).Weight("g", 2, 4, 4, 3, 3).Weight("h", 3, 4, 4, 1, 1).Weight("b", 4, 4).Weight("w", 5, 256, 3)
        .Node(Convolution, ["x", "f", "b"], ["a"], ("activation", "Relu"))
        .Node(
            Convolution, ["a", "g", "", "a"], ["s"], ("pads", new long[] { 1, 1, 1, 1 }), ("activation", "LeakyRelu"),
            ("activation_params", new[] { 0.25f }))
        .Node(Convolution, ["s", "h", "b", "s"], ["t"])
        .Node("Flatten", ["t"], ["u"])
        .Node("com.microsoft:FusedGemm", ["u", "w"], ["y"], ("activation", "Tanh"))
        .Output("y").Build();
}
