using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class MaskTeacherTests
{
    [TestMethod]
    [DataRow("MatMul", 1f, true)]
    [DataRow("Gemm", 0.25f, true)]
    [DataRow("Gemm", 0f, false)]
    public void AFactorIsDividedByUnlessItIsZero(string op, float alpha, bool has) => Assert.AreEqual(has, HasTarget(new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6).Weight("w", 1, 6, 8).Weight("head", 2, 8, 3)
        .Node(op, ["x", "w"], ["a"], op == "Gemm" ? [("alpha", alpha)] : []).Node("Tanh", ["a"], ["b"])
        .Node("MatMul", ["b", "head"], ["y"])));

    [TestMethod]
    [DataRow("Conv", true)]
    [DataRow("com.microsoft:FusedConv", false)]
    public void WhatIsFusedWithAProductCannotBeUndone(string op, bool has) => Assert.AreEqual(has, HasTarget(new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 3, 5, 5).Weight("first", 1, 4, 3, 3, 3).Weight("w", 2, 4, 4, 3, 3)
        .Weight("head", 3, 4, 2).Integers("flat", 0, -1)
        .Node("Conv", ["x", "first"], ["a"]).Node(op, ["a", "w"], ["b"], op == "Conv" ? [] : [("activation", "Relu")])
        .Node("GlobalAveragePool", ["b"], ["c"]).Node("Reshape", ["c", "flat"], ["d"]).Node("MatMul", ["d", "head"], ["y"])));

    private static bool HasTarget(ModelBuilder builder)
    {
        var model = builder.Output("y").Build();
        var facts = SampleInputs.Probe(model, Device.Cpu).Value!.Facts;
        var weight = MaskableWeights.Find(model, facts).Weights.Single(weight => weight.Tensor == "w");
        return new MaskTeacher(model, facts, OutputTargets.Original, SmallModels.Batches(model, 2, 1), new SegmentRunner(Device.Cpu))
            .Of(weight) is not null;
    }
}
