using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Sessions;

[TestClass]
public sealed class SessionWorkTests
{
    private static readonly Dictionary<string, Tensor> input = new() { ["x"] = TestModels.Values(1, 2, 3, 4) };

    [TestMethod]
    public void WhatComesOfTheWorkIsTheResult()
    {
        var (model, settings) = (TestModels.TwoLayers(), SessionSettings.Reproducible);

        var one = SessionWork.In(model, Device.Cpu, settings, session => session.Run(input).Single().Value.ToFloats());
        var two = SessionWork.In(
            model, model, Device.Cpu, settings,
            (first, second) => first.Run(input).Single().Value.ToFloats().Concat(second.Run(input).Single().Value.ToFloats()).ToArray());

        CollectionAssert.AreEqual(one.Value!.Concat(one.Value!).ToArray(), two.Value!);
    }

    [TestMethod]
    public void ARunThatFailsIsADiagnosticWhicheverModelItIs()
    {
        var wrong = new Dictionary<string, Tensor> { ["x"] = TestModels.Values(1, 2, 3, 5) };
        var (model, settings) = (TestModels.TwoLayers(), SessionSettings.Reproducible);

        var one = SessionWork.In(model, Device.Cpu, settings, session => session.Run(wrong).Count);
        var two = SessionWork.In(model, model, Device.Cpu, settings, (first, second) => first.Run(input).Count + second.Run(wrong).Count);

        Assert.AreEqual("PB3005", one.Diagnostics.Single().Code);
        Assert.AreEqual("PB3005", two.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void WithAModelThatDoesNotLoadThereIsNoWork()
    {
        var bad = new ModelBuilder().Input("x", ElementType.Float, 2).Node("NoSuchOperator", ["x"], ["y"]).Output("y").Build();
        var worked = false;

        var result = SessionWork.In(TestModels.TwoLayers(), bad, Device.Cpu, SessionSettings.Reproducible, (_, _) => worked = true);

        Assert.AreEqual("PB3004", result.Diagnostics.Single().Code);
        Assert.IsFalse(worked);
    }
}
