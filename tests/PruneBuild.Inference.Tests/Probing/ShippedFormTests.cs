using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Probing;

[TestClass]
public sealed class ShippedFormTests
{
    [TestMethod]
    [DataRow(11)]
    [DataRow(18)]
    public void AClassifierOfItsFirstTokenComputesThatOnly(int opset)
    {
        var model = Classifier(picks: true, opset).Output("y").Build();

        var shipped = ShippedForm.Of(model, Device.Cpu);

        using var before = TestModels.Open(model);
        using var after = TestModels.Open(shipped);
        var sample = new Dictionary<string, Tensor> { ["x"] = TestModels.Values(1, 3, 11, 16) };
        Close.AreClose(before.Run(sample)["y"].ToFloats(), after.Run(sample)["y"].ToFloats(), 1e-5);
        var facts = Probe.Run(shipped, sample, Device.Cpu).Value!;
        foreach (var product in shipped.Graph.Node.Where(node => node.OpType == "MatMul"))
            Assert.IsLessThan(
                3 * 11 * 16, facts.Find(product.Output[0])!.Shape.Aggregate(1L, (all, size) => all * size),
                $"{product.Name} has all positions");
    }

    [TestMethod]
    public void ABiasThatASoftmaxTakesAwayIsNotAdded()
    {
        // x·xᵀ with a bias of the right x: the same for all that a row is compared with.
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", "length", 4).Weight("w", 1, 4, 4).Weight("b", 2, 4)
            .Node("MatMul", ["x", "w"], ["k"]).Node("Add", ["k", "b"], ["key"])
            .Node("Transpose", ["key"], ["columns"], ("perm", new long[] { 0, 2, 1 }))
            .Node("MatMul", ["x", "columns"], ["scores"]).Node("Softmax", ["scores"], ["y"]).Output("y").Build();

        var shipped = ShippedForm.Of(model, Device.Cpu);

        CollectionAssert.AreEqual(
            new[] { "MatMul", "Transpose", "MatMul", "Softmax" }, shipped.Graph.Node.Select(node => node.OpType).ToArray());
        using var before = TestModels.Open(model);
        using var after = TestModels.Open(shipped);
        var sample = new Dictionary<string, Tensor> { ["x"] = TestModels.Values(1, 3, 11, 4) };
        Close.AreClose(before.Run(sample)["y"].ToFloats(), after.Run(sample)["y"].ToFloats(), 1e-5);
    }

    [TestMethod]
    public void WhatIsAnOutputAsWellIsComputedWhole()
    {
        var model = Classifier(picks: true).Output("y").Output("h").Build();

        Assert.AreSame(model, ShippedForm.Of(model, Device.Cpu));
    }

    [TestMethod]
    public void WithoutAnythingToGainTheModelStaysAsItIs()
    {
        var model = Classifier(picks: false).Output("y").Build();

        Assert.AreSame(model, ShippedForm.Of(model, Device.Cpu));
    }

    private static ModelBuilder Classifier(bool picks, int opset = 18)
    {
        var builder = new ModelBuilder(opset).Input("x", ElementType.Float, "batch", "length", 16).Weight("up", 1, 16, 16)
            .Weight("down", 2, 16, 16).Scalar("first", 0L)
            .Node("MatMul", ["x", "up"], ["u"]).Node("Tanh", ["u"], ["t"]).Node("MatMul", ["t", "down"], ["h"]);
        return picks ? builder.Node("Gather", ["h", "first"], ["y"], ("axis", 1)) : builder.Node("Tanh", ["h"], ["y"]);
    }
}
