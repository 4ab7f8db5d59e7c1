using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference;

[TestClass]
public sealed class ControlFlowTests
{
    [TestMethod]
    public void AnMlpInsideTheBranchesOfAnIfIsCut()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Input("flag", ElementType.Bool, 1)
            .Node("If", ["flag"], ["y"], ("then_branch", Mlp("then", 8)), ("else_branch", Mlp("else", 10))).Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 8, 10 }, Units(inferred));
        inferred.Prove();
    }

    [TestMethod]
    public void BranchesThatNameTheirValuesAlikeAreToldApart()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Input("flag", ElementType.Bool, 1)
            .Node("If", ["flag"], ["y"], ("then_branch", Mlp("same", 8)), ("else_branch", Mlp("same", 10))).Output("y").Build());

        CollectionAssert.AreEquivalent(new[] { 8, 10 }, Units(inferred));
        inferred.Prove();
    }

    [TestMethod]
    public void WeightsOfTheGraphThatBothBranchesReadAreCutForBoth()
    {
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Input("flag", ElementType.Bool, 1).Weight("up", 1, 6, 8).Weight("down", 2, 8, 3)
            .Node("If", ["flag"], ["y"], ("then_branch", Shared("Relu", "a")), ("else_branch", Shared("Tanh", "b"))).Output("y").Build());

        var group = inferred.Structure.Groups.Single();
        Assert.AreEqual(8, group.Units);
        Assert.HasCount(2, group.Consumers);
        Assert.AreEqual("y", group.Body);
        inferred.Prove();
    }

    [TestMethod]
    public void WhatABranchComputesAndTheGraphReadsIsCut()
    {
        GraphProto Branch(string name, string activation) => new ModelBuilder()
            .Weight($"{name}.w", 3, 6, 9).Node("MatMul", ["x", $"{name}.w"], [$"{name}.h"]).Node(activation, [$"{name}.h"], [$"{name}.y"])
            .Output($"{name}.y").BuildGraph();
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Input("flag", ElementType.Bool, 1).Weight("down", 2, 9, 3)
            .Node("If", ["flag"], ["h"], ("then_branch", Branch("a", "Relu")), ("else_branch", Branch("b", "Tanh")))
            .Node("MatMul", ["h", "down"], ["y"]).Output("y").Build());

        Assert.AreEqual(9, inferred.Structure.Groups.Single().Units);
        Assert.IsNull(inferred.Structure.Groups.Single().Body);
        inferred.Prove();
    }

    [TestMethod]
    public void ABranchThatReadsConstantsAloneMakesConstantWeights()
    {
        // The weight is chosen by a constant flag, out of two constants; what follows it is cut as behind any other weight.
        GraphProto Choice(string weight) =>
            new ModelBuilder().Node("Identity", [weight], [$"{weight}.same"]).Output($"{weight}.same").BuildGraph();
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("up", 1, 6, 9).Weight("one", 2, 9, 3).Weight("other", 3, 9, 3)
            .Initializer("flag", new Tensor(ElementType.Bool, [1], new byte[] { 1 }))
            .Node("If", ["flag"], ["down"], ("then_branch", Choice("one")), ("else_branch", Choice("other")))
            .Node("MatMul", ["x", "up"], ["h"]).Node("MatMul", ["h", "down"], ["y"]).Output("y").Build());

        Assert.IsTrue(inferred.Structure.Groups.Any(group => group.Units == 9), string.Join(' ', inferred.Structure.Refusals));
        inferred.Prove();
    }

    [TestMethod]
    public void TheHiddenStateThatALoopCarriesIsCut()
    {
        // h' = tanh(h·R + x·W), five times; what it ends with goes through a matrix.
        var body = new ModelBuilder()
            .Input("step", ElementType.Int64).Input("going", ElementType.Bool).Input("before", ElementType.Float, "batch", 7)
            .Node("Identity", ["going"], ["goes"])
            .Node("MatMul", ["before", "R"], ["recurrent"]).Node("MatMul", ["x", "W"], ["driven"])
            .Node("Add", ["recurrent", "driven"], ["sum"])
            .Node("Tanh", ["sum"], ["after"])
            .Output("goes", ElementType.Bool).Output("after", ElementType.Float, "batch", 7).BuildGraph();
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Weight("W", 1, 6, 7).Weight("R", 2, 7, 7)
            .Weight("first", 3, 6, 7).Weight("down", 4, 7, 2)
            .Scalar("steps", 5L).Initializer("always", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("MatMul", ["x", "first"], ["initial"])
            .Node("Loop", ["steps", "always", "initial"], ["last"], ("body", body))
            .Node("MatMul", ["last", "down"], ["y"]).Output("y").Build());

        var group = inferred.Structure.Groups.Single();
        Assert.AreEqual(7, group.Units);
        Assert.AreEqual("last", group.Body);
        inferred.Prove();
    }

    [TestMethod]
    public void AScanOverASequenceIsCutInsideAndOutside()
    {
        var body = new ModelBuilder()
            .Input("before", ElementType.Float, "batch", 8).Input("slice", ElementType.Float, "batch", 5)
            .Weight("R", 2, 8, 8).Weight("bias", 3, 8)
            .Node("MatMul", ["before", "R"], ["recurrent"]).Node("Add", ["recurrent", "slice_in"], ["sum"])
            .Node("Add", ["sum", "bias"], ["shifted"])
            .Node("MatMul", ["slice", "W"], ["slice_in"])
            .Node("Sigmoid", ["shifted"], ["after"]).Node("Identity", ["after"], ["shown"])
            .Output("after", ElementType.Float, "batch", 8).Output("shown", ElementType.Float, "batch", 8).BuildGraph();
        (body.Node[3], body.Node[1]) = (body.Node[1], body.Node[3]);
        (body.Node[3], body.Node[2]) = (body.Node[2], body.Node[3]);
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, 4, "batch", 5).Weight("W", 1, 5, 8).Weight("down", 4, 8, 2).Weight("zero", 5, 3, 8)
            .Node("ConstantOfShape", ["size"], ["initial"])
            .Node("Scan", ["initial", "x"], ["last", "all"], ("body", body), ("num_scan_inputs", 1))
            .Integers("size", 3, 8).Node("MatMul", ["all", "down"], ["y"]).Output("y").Build());

        Assert.AreEqual(8, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    [TestMethod]
    public void AStateThatGrowsStaysAndTheMlpBesideItIsCut()
    {
        var body = new ModelBuilder()
            .Input("step", ElementType.Int64).Input("going", ElementType.Bool).Input("before", ElementType.Float, "length", 6)
            .Node("Identity", ["going"], ["goes"])
            .Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "down"], ["row"])
            .Node("Concat", ["before", "row"], ["after"], ("axis", 0))
            .Output("goes", ElementType.Bool).Output("after", ElementType.Float, "length", 6).BuildGraph();
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, 1, 6).Weight("up", 1, 6, 12).Weight("down", 2, 12, 6)
            .Scalar("steps", 3L).Initializer("always", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("Loop", ["steps", "always", "x"], ["y"], ("body", body)).Output("y").Build());

        Assert.AreEqual(12, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    [TestMethod]
    public void AConvolutionInABodyInsideABodyIsCut()
    {
        var inner = new ModelBuilder().Weight("k1", 1, 6, 3, 3, 3).Weight("k2", 2, 3, 6, 1, 1)
            .Node("Conv", ["state", "k1"], ["c"], ("pads", new[] { 1, 1, 1, 1 })).Node("Relu", ["c"], ["r"])
            .Node("Conv", ["r", "k2"], ["made"])
            .Output("made").BuildGraph();
        var other = new ModelBuilder().Node("Identity", ["state"], ["kept"]).Output("kept").BuildGraph();
        var body = new ModelBuilder()
            .Input("step", ElementType.Int64).Input("going", ElementType.Bool).Input("state", ElementType.Float, "batch", 3, 5, 5)
            .Node("Identity", ["going"], ["goes"])
            .Node("If", ["flag"], ["next"], ("then_branch", inner), ("else_branch", other))
            .Output("goes", ElementType.Bool).Output("next", ElementType.Float, "batch", 3, 5, 5).BuildGraph();
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 5, 5).Input("flag", ElementType.Bool, 1)
            .Scalar("steps", 2L).Initializer("always", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("Loop", ["steps", "always", "x"], ["y"], ("body", body)).Output("y").Build());

        Assert.AreEqual(6, inferred.Structure.Groups.Single().Units);
        inferred.Prove();
    }

    [TestMethod]
    public void ASizeThatABodyComputesWithStays()
    {
        // The body hands out the width of h, and the graph scales with it.
        GraphProto Width(string name) => new ModelBuilder()
            .Node("Shape", ["h"], [$"{name}.shape"]).Node("Cast", [$"{name}.shape"], [$"{name}.size"], ("to", 1))
            .Output($"{name}.size").BuildGraph();
        var inferred = Inferred.Of(new ModelBuilder()
            .Input("x", ElementType.Float, 2, 6).Input("flag", ElementType.Bool, 1).Weight("up", 1, 6, 8).Weight("down", 2, 8, 2)
            .Node("MatMul", ["x", "up"], ["h"])
            .Node("If", ["flag"], ["sizes"], ("then_branch", Width("a")), ("else_branch", Width("b")))
            .Node("MatMul", ["h", "down"], ["z"]).Node("Mul", ["z", "sizes"], ["y"]).Output("y").Build());

        Assert.IsEmpty(inferred.Structure.Groups);
        Assert.IsTrue(inferred.Structure.Refusals.Any(refusal => refusal.Reason == "its size enters a computation"));
    }

    private static int[] Units(Inferred inferred) => [.. inferred.Structure.Groups.Select(group => group.Units)];

    private static GraphProto Mlp(string name, int hidden) => new ModelBuilder()
        .Weight($"{name}.up", hidden, 6, hidden).Weight($"{name}.bias", 2, hidden).Weight($"{name}.down", 3, hidden, 3)
        .Node("MatMul", ["x", $"{name}.up"], [$"{name}.h"]).Node("Add", [$"{name}.h", $"{name}.bias"], [$"{name}.b"])
        .Node("Relu", [$"{name}.b"], [$"{name}.r"]).Node("MatMul", [$"{name}.r", $"{name}.down"], [$"{name}.y"])
        .Output($"{name}.y").BuildGraph();

    private static GraphProto Shared(string activation, string name) => new ModelBuilder()
        .Node("MatMul", ["x", "up"], [$"{name}.h"]).Node(activation, [$"{name}.h"], [$"{name}.r"])
        .Node("MatMul", [$"{name}.r", "down"], [$"{name}.y"]).Output($"{name}.y").BuildGraph();
}
