using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Structures.Inference.Rules;

[TestClass]
public sealed class RecurrentRuleTests
{
    [TestMethod]
    [DataRow("LSTM", 4)]
    [DataRow("GRU", 3)]
    [DataRow("RNN", 1)]
    public void HiddenUnitsLeaveTheGatesTheBiasesTheStatesAndTheNextCell(string cell, int gates)
    {
        var model = Stack(cell, gates, directions: 1);

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEqual(new[] { 6, 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        CollectionAssert.IsSubsetOf(
            new[] { "w1", "r1", "b1", "h1", "w2" }, inferred.Structure.Groups[0].Slices.Select(slice => slice.Tensor).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void TheDirectionsOfACellLoseTheSameUnits()
    {
        var inferred = Inferred.Of(Stack("LSTM", 4, directions: 2));

        CollectionAssert.AreEqual(new[] { 6, 5 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        Assert.AreEqual("LSTM", inferred.Structure.Refusals.First(refusal => refusal.Size == 2).Operator);
        inferred.Prove();
    }

    [TestMethod]
    public void PeepholesAndCellStatesFollow()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "sequence", "batch", 4)
            .Weight("w", 1, 1, 24, 4).Weight("r", 2, 1, 24, 6).Weight("p", 3, 1, 18).Weight("c0", 4, 1, 3, 6).Weight("h0", 5, 1, 3, 6)
            .Weight("out", 6, 6, 2)
            .Node("LSTM", ["x", "w", "r", "", "", "h0", "c0", "p"], ["", "", "cell"], ("hidden_size", 6))
            .Node("MatMul", ["cell", "out"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        CollectionAssert.AreEqual(new[] { 6 }, inferred.Structure.Groups.Select(group => group.Units).ToArray());
        inferred.Prove();
    }

    [TestMethod]
    public void AStateThatTheCallerGivesStays()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "sequence", "batch", 4).Input("h0", ElementType.Float, 1, "batch", 6)
            .Weight("w", 1, 1, 18, 4).Weight("r", 2, 1, 18, 6).Weight("out", 6, 6, 2)
            .Node("GRU", ["x", "w", "r", "", "", "h0"], ["", "last"], ("hidden_size", 6))
            .Node("MatMul", ["last", "out"], ["y"]).Output("y").Build();

        var inferred = Inferred.Of(model);

        Assert.HasCount(0, inferred.Structure.Groups);
        Assert.AreEqual("graph input", inferred.Structure.Refusals.First(refusal => refusal.Size == 6).Operator);
    }

    /// <summary>Two cells of 6 and 5 units, and a projection of their last state.</summary>
    private static OnnxModel Stack(string cell, int gates, int directions)
    {
        string direction = directions == 2 ? "bidirectional" : "forward";
        return new ModelBuilder()
            .Input("x", ElementType.Float, "sequence", 3, 4)
            .Weight("w1", 1, directions, gates * 6, 4).Weight("r1", 2, directions, gates * 6, 6).Weight("b1", 3, directions, gates * 12)
            .Weight("h1", 4, directions, 3, 6)
            .Weight("w2", 5, directions, gates * 5, directions * 6).Weight("r2", 6, directions, gates * 5, 5)
            .Weight("out", 7, directions * 5, 2).Integers("merge", 0, 0, -1)
            .Node(cell, ["x", "w1", "r1", "b1", "", "h1"], ["y1"], ("hidden_size", 6), ("direction", direction))
            .Node("Transpose", ["y1"], ["t1"], ("perm", new long[] { 0, 2, 1, 3 })).Node("Reshape", ["t1", "merge"], ["x2"])
            .Node(cell, ["x2", "w2", "r2"], ["y2"], ("hidden_size", 5), ("direction", direction))
            .Node("Transpose", ["y2"], ["t2"], ("perm", new long[] { 0, 2, 1, 3 })).Node("Reshape", ["t2", "merge"], ["x3"])
            .Node("MatMul", ["x3", "out"], ["y"]).Output("y").Build();
    }
}
