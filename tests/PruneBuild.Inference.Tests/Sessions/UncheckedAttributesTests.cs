using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Sessions;

[TestClass]
public sealed class UncheckedAttributesTests
{
    // With -1 or the largest integer, ONNX Runtime 1.2x ends the process; the others show that all between gets its own answer.
    [TestMethod]
    [DataRow(long.MinValue)]
    [DataRow(-1L)]
    [DataRow(3L)]
    [DataRow((long)int.MaxValue)]
    [DataRow(long.MaxValue)]
    public void BatchDimensionsThatDoNotExistAreRefused(long batchDimensions)
    {
        var opened = ModelSession.Open(Gather(batchDimensions), Device.Cpu);

        Assert.AreEqual("PB3004", opened.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void ABodyIsLookedIntoToo()
    {
        var body = Gather(-1).Graph;
        body.Input.Clear();
        var model = new ModelBuilder()
            .Input("condition", ElementType.Bool).Input("x", ElementType.Float, 2, 3)
            .Node("If", ["condition"], ["z"], ("then_branch", body), ("else_branch", body)).Output("z").Build();

        StringAssert.Contains(ModelSession.Open(model, Device.Cpu).Diagnostics.Single().Message, "batch_dims -1");
    }

    [TestMethod]
    public void WhatTheSpecificationAllowsLoads()
    {
        using var session = TestModels.Must(ModelSession.Open(Gather(1), Device.Cpu));

        Assert.AreEqual("y", session.Outputs.Single());
    }

    private static OnnxModel Gather(long batchDimensions) => new ModelBuilder()
        .Input("x", ElementType.Float, 2, 3).Initializer("i", Tensor.Of(new long[] { 0, 1 }, [2, 1]))
        .Node("GatherND", ["x", "i"], ["y"], ("batch_dims", batchDimensions)).Output("y").Build();
}
