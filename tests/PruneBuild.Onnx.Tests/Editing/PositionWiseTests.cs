using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class PositionWiseTests
{
    private static readonly Dictionary<string, ValueList<long>> shapes = new()
    {
        ["x"] = [2, 5, 4], ["bias"] = [4], ["w"] = [4, 4], ["four"] = [2, 3, 5, 4], ["square"] = [2, 3, 5, 5], ["turned"] = [2, 3, 4, 5],
        ["heads"] = [2, 5, 2, 2], ["flat"] = [10, 4], ["shape"] = [4],
    };

    [TestMethod]
    [DataRow("Add", "x,bias", "x", "0:2 1:2")]
    [DataRow("MatMul", "x,w", "x", "0:2")]
    [DataRow("LayerNormalization", "x,bias,bias", "x", "0:2")]
    [DataRow("Softmax", "x", "x", "0:2")]
    [DataRow("Reshape", "heads,shape", "x", "0:3")]
    [DataRow("Reshape", "flat,shape", "x", "")]
    [DataRow("CumSum", "x,shape", "x", "")]
    public void RowsAreReadFrom(string op, string inputs, string output, string expected) =>
        Check(Node(op, inputs, output), axisFromEnd: 2, expected);

    [TestMethod]
    public void ATransposeReadsAnotherAxis() =>
        Check(Node("Transpose", "turned", "four", ModelBuilder.Attribute("perm", new long[] { 0, 1, 3, 2 })), axisFromEnd: 2, "0:1");

    [TestMethod]
    public void ColumnsOfAProductAreNotRowsOfItsRightSide() => Check(Node("MatMul", "four,turned", "square"), axisFromEnd: 1, "");

    [TestMethod]
    public void ProductsInFrontOfOneAnotherReadBothSides() => Check(Node("MatMul", "four,turned", "square"), axisFromEnd: 3, "0:3 1:3");

    [TestMethod]
    public void WhatIsNormalisedAlongTheAxisMixesIt()
    {
        Check(Node("Softmax", "x", "x", ModelBuilder.Attribute("axis", 1L)), axisFromEnd: 2, "");
        Check(Node("LayerNormalization", "x,bias,bias", "x", ModelBuilder.Attribute("axis", 1L)), axisFromEnd: 2, "");
        Check(Node("ReduceMean", "x", "x", ModelBuilder.Attribute("axes", new long[] { 1 })), axisFromEnd: 2, "");
        Check(Node("ReduceMean", "x", "x", ModelBuilder.Attribute("axes", new long[] { -1 })), axisFromEnd: 2, "0:2");
    }

    [TestMethod]
    public void AnOldSoftmaxWithoutAnAxisMixesAllButTheFirst()
    {
        Check(Node("Softmax", "x", "x"), axisFromEnd: 2, "", opset: 12);
        Check(Node("Softmax", "x", "x", ModelBuilder.Attribute("axis", 2L)), axisFromEnd: 2, "0:2", opset: 12);
    }

    [TestMethod]
    public void OperatorsOfOthersAreNotKnown() =>
        Check(new NodeProto(Node("Add", "x,bias", "x")) { Domain = "com.example" }, axisFromEnd: 2, "");

    private static void Check(NodeProto node, int axisFromEnd, string expected, long opset = 18)
    {
        var inputs = PositionWise.Inputs(node, axisFromEnd, opset, shapes.GetValueOrDefault, _ => null);

        Assert.AreEqual(
            expected,
            string.Join(' ', (inputs ?? new Dictionary<int, int>()).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}:{pair.Value}")),
            node.ToString());
    }

    private static NodeProto Node(string op, string inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = op, Input = { inputs.Split(',') }, Output = { output }, Attribute = { attributes } };
}
