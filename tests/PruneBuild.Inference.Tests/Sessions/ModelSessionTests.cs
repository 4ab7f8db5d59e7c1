using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Sessions;

[TestClass]
public sealed class ModelSessionTests
{
    [TestMethod]
    public void OutputsAreTheMathematics()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "n", 2).Initializer("w", Tensor.Of([1f, 2f, 3f, 4f], 2, 2))
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        using var session = TestModels.Open(model);

        var outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([1f, 10f], 1, 2) });

        CollectionAssert.AreEqual(new[] { 31f, 42f }, outputs["y"].ToFloats());
        CollectionAssert.AreEqual(new[] { "x" }, session.Inputs.ToArray());
    }

    [TestMethod]
    public void AModelThatOnnxRuntimeDoesNotKnowIsRefusedWithItsReason()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 1).Node("NoSuchOperator", ["x"], ["y"]).Output("y").Build();

        var opened = ModelSession.Open(model, Device.Cpu);

        Assert.AreEqual("PB3004", opened.Diagnostics.Single().Code);
        StringAssert.Contains(opened.Diagnostics[0].Message, "NoSuchOperator");
    }

    [TestMethod]
    public void ARunThatFailsNamesTheNode()
    {
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, 2, 3).Input("shape", ElementType.Int64, 1)
            .Node("Reshape", ["x", "shape"], ["misfit"]).Output("misfit").Build();
        using var session = TestModels.Open(model);

        var failure = Assert.ThrowsExactly<InferenceException>(() => session.Run(new Dictionary<string, Tensor>
        {
            ["x"] = TestModels.Values(1, 2, 3), ["shape"] = Tensor.Of([4L]),
        }));

        Assert.AreEqual("misfit", failure.Node);
        Assert.AreEqual("PB3005", failure.ToDiagnostic().Code);
    }

    [TestMethod]
    public void ACancelledRunEndsAsCancelled()
    {
        using var session = TestModels.Open(TestModels.Chain());
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(
            new Dictionary<string, Tensor> { ["x"] = TestModels.Values(1, 2, 4) }, cancellation: cancellation.Token));
    }

    [TestMethod]
    public void ATensorWithoutElementsIsAnInputToo()
    {
        using var session = TestModels.Open(TestModels.Chain());

        var outputs = session.Run(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(Array.Empty<float>(), 0, 4) });

        CollectionAssert.AreEqual(new long[] { 0, 4 }, outputs["c"].Shape.ToArray());
    }
}
