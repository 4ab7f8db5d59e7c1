using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Sessions;

[TestClass]
public sealed class ModelSessionTests
{
    [TestMethod]
    public void WhereAnInputLiesInMemoryChangesNoBit()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, 1, 1003)
            .Node("ReduceMean", ["x"], ["y"], ("axes", new long[] { 1 })).Output("y").Build();
        using var session = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!;
        var values = SeededValues.Floats(1, 1003);
        var memory = GC.AllocateArray<byte>((1003 * sizeof(float)) + 64, pinned: true);
        var means = new HashSet<int>();
        for (var offset = 0; offset <= 64; offset += sizeof(float))
        {
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(memory.AsSpan(offset));
            var input = new Tensor(ElementType.Float, [1, 1003], memory.AsMemory(offset, 1003 * sizeof(float)));
            means.Add(BitConverter.SingleToInt32Bits(session.Run(new Dictionary<string, Tensor> { ["x"] = input })["y"].ToFloats()[0]));
        }

        Assert.HasCount(1, means);
    }

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
    public void SharedMemoryOutlivesTheSessionThatTookItAndServesTheNext()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 256)
            .Node("Mul", ["x", "x"], ["square"]).Node("Neg", ["square"], ["y"]).Output("y").Build();
        var input = new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 256 * 256), 256, 256) };
        LentOutputs lent;
        using (var first = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!)
            lent = first.Lend(input);
        using var second = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!;
        using var own = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible with { SharesMemory = false }).Value!;

        var (shared, alone) = (second.Run(input)["y"], own.Run(input)["y"]);

        CollectionAssert.AreEqual(alone.ToFloats(), shared.ToFloats());
        CollectionAssert.AreEqual(alone.ToFloats(), lent.Tensors["y"].ToFloats());
        lent.Dispose();
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

    [TestMethod]
    public void LentOutputsAreTheCopiedOnes()
    {
        using var session = TestModels.Open(TestModels.Chain());
        var inputs = TestModels.Batches(1, 3, 4)[0].Inputs;
        var copied = session.Run(inputs);

        using var lent = session.Lend(inputs);

        foreach (var (name, tensor) in copied)
            CollectionAssert.AreEqual(tensor.Bytes.ToArray(), lent.Tensors[name].Bytes.ToArray());
    }

    [TestMethod]
    public void AnInputThatIsAnOutputStaysWhereItIsWhileItIsLent()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n").Node("Identity", ["x"], ["y"]).Output("y").Build();
        using var session = TestModels.Open(model);

        using var lent = session.Lend(
            new Dictionary<string, Tensor> { ["x"] = Tensor.Of(new float[10_000].Select((_, i) => (float)i).ToArray()) });
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.AreEqual(9_999f, lent.Tensors["y"].As<float>()[9_999]);
    }

    [TestMethod]
    public void ALentOutputCannotBeReadAfterItWasGivenBack()
    {
        using var session = TestModels.Open(TestModels.Chain());
        var lent = session.Lend(TestModels.Batches(1, 3, 4)[0].Inputs);
        var output = lent.Tensors.Values.First();

        lent.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => output.Bytes.Length);
    }
}
