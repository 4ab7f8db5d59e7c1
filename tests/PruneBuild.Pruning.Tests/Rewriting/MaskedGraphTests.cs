using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class MaskedGraphTests
{
    [TestMethod]
    public void SilencingNothingChangesNoBit()
    {
        foreach (var model in new[] { TinyModels.Mlp(), TinyModels.Encoder(), TinyModels.ResidualConvolutions() })
        {
            var inferred = Inferred.Of(model);
            foreach (var group in inferred.Structure.Groups)
            {
                var masked = MaskedGraph.Mask(model, inferred.Probe.Facts, group, []);

                CollectionAssert.AreEqual(Run(model, inferred), Run(masked, inferred), group.Id);
            }
        }
    }

    [TestMethod]
    public void SilencingIsForTheConsumersOnly()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());
        var proto = inferred.Model.Proto.Clone();
        proto.Graph.Output.Add(new Onnx.Proto.ValueInfoProto { Name = "b" });
        var model = new OnnxModel(proto);

        var masked = MaskedGraph.Mask(model, inferred.Probe.Facts, inferred.Structure.Group("first"), [0, 1, 2]);

        CollectionAssert.AreEqual(Run(model, inferred, "b"), Run(masked, inferred, "b"));
        CollectionAssert.AreNotEqual(Run(model, inferred), Run(masked, inferred));
    }

    /// <summary>The largest number of a value sets the scale that the others are quantised by: it goes with its unit.</summary>
    /// <remarks>Weights are below 64: from there on sums of two products may end at 32,767, on processors that add them in 16 bits, and
    /// which two are added depends on what was cut.</remarks>
    [TestMethod]
    public void WhatIsSilencedHasNoPartInTheScaleOfADynamicQuantization()
    {
        var loud = Enumerable.Range(0, 64).Select(i => (byte)(i % 16 == 5 ? 60 : 3 + (i % 7))).ToArray();
        var inferred = Inferred.Of(new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Scalar("scale", 0.013f)
            .Initializer("up", new Tensor(ElementType.Int8, [4, 16], loud)).Initializer(
                "down", new Tensor(ElementType.Int8, [16, 4], Enumerable.Range(0, 64).Select(i => (byte)((i * 37) % 60)).ToArray()))
            .Node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]).Node("MatMulInteger", ["xq", "up", "xz"], ["i"])
            .Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float)).Node("Mul", ["f", "scale"], ["h"]).Node("Sigmoid", ["h"], ["g"])
            .Node("Mul", ["h", "g"], ["r"])
            .Node("DynamicQuantizeLinear", ["r"], ["rq", "rs", "rz"]).Node("MatMulInteger", ["rq", "down", "rz"], ["j"])
            .Node("Cast", ["j"], ["o"], ("to", (int)ElementType.Float)).Node("Mul", ["o", "rs"], ["y"])
            .Output("y", ElementType.Float, "batch", 4).Build());
        var group = inferred.Structure.Groups.Single();
        var plan = new PrunePlan([new KeptUnits(group.Id, 16, [.. Enumerable.Range(0, 16).Where(unit => unit != 5)], 0)]);

        var masked = MaskedGraph.Mask(inferred.Model, inferred.Probe.Facts, group, [5]);
        var cut = GraphCutter.Cut(inferred.Model, inferred.Structure, plan);

        CollectionAssert.AreEqual(Run(cut, inferred), Run(masked, inferred));
    }

    private static float[] Run(OnnxModel model, Inferred inferred, string output = "y")
    {
        var opened = ModelSession.Open(model, Device.Cpu, new SessionSettings(1, GraphOptimization.None));
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return session.Run(inferred.Probe.Inputs)[output].ToFloats();
    }
}
