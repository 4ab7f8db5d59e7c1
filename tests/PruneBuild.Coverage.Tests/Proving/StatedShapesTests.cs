using PruneBuild.Coverage.Proving;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Tests.Proving;

[TestClass]
public sealed class StatedShapesTests
{
    [TestMethod]
    public void AnInnerShapeFollowsTheCut()
    {
        var (model, facts, cut, cutFacts) = Cut(stated: 8);

        Assert.IsNull(StatedShapes.Defect(model, facts, cut, cutFacts));
        Assert.AreEqual(4L, cut.Graph.ValueInfo.Single().Type.TensorType.Shape.Dim[1].DimValue);
    }

    [TestMethod]
    public void OneThatDidNotFollowIsFoundOut()
    {
        var (model, facts, cut, cutFacts) = Cut(stated: 8);
        cut.Graph.ValueInfo.Single().Type.TensorType.Shape.Dim[1].DimValue = 8;

        StringAssert.Contains(StatedShapes.Defect(model, facts, cut, cutFacts), "'i'");
    }

    [TestMethod]
    public void WhatWasWrongBeforeIsNoDefectOfTheCut()
    {
        var (model, facts, cut, cutFacts) = Cut(stated: 9);

        Assert.IsNull(StatedShapes.Defect(model, facts, cut, cutFacts));
    }

    private static (OnnxModel Model, ShapeFacts Facts, OnnxModel Cut, ShapeFacts CutFacts) Cut(int stated)
    {
        var sound = Model(8);
        var probe = SampleInputs.Probe(sound, Device.Cpu).Value!;
        var structure = DimensionInference.Infer(sound, probe.Facts);
        var cut = GraphCutter.Cut(sound, structure, Halves.Of(1, structure.Groups));
        return (Model(stated), probe.Facts, cut, Probe.Run(cut, probe.Inputs, Device.Cpu).Value!);
    }

    private static OnnxModel Model(int stated) => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6).Weight("a", 1, 6, 8).Weight("b", 2, 8, 3)
        .Node("MatMul", ["x", "a"], ["h"]).Node("Relu", ["h"], ["i"]).Node("MatMul", ["i", "b"], ["y"])
        .ValueInfoOf("i", ElementType.Float, "batch", stated).Output("y").Build();
}
