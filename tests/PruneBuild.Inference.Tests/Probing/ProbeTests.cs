using System.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Probing;

[TestClass]
public sealed class ProbeTests
{
    private static readonly Dictionary<string, Tensor> Sample = new() { ["x"] = Tensor.Of([1f, 2], 1, 2) };

    [TestMethod]
    public void ARunWithoutEndIsGivenUpAfterTheTimeThatItIsGiven()
    {
        var probed = Probe.Run(Endless(new ModelBuilder().Input("x", ElementType.Float, "batch", 2)).Build(), Sample, Device.Cpu, Second);

        Assert.AreEqual("PB3005", probed.Diagnostics.Single().Code);
        StringAssert.Contains(probed.Diagnostics.Single().Message, "took more than 1 seconds");
    }

    [TestMethod]
    public void ABranchWithoutEndThatTheSampleDoesNotTakeIsGivenUpAsSoon()
    {
        var watch = Stopwatch.StartNew();

        var probed = Probe.Run(WithEndlessBranch(), Sample, Device.Cpu, Second);

        Assert.IsTrue(probed.IsOk, string.Join('\n', probed.Diagnostics));
        CollectionAssert.AreEqual(new long[] { 1, 2 }, probed.Value.Find("y")!.Shape.ToArray());
        Assert.IsLessThan(Probe.Patience / 4, watch.Elapsed);
    }

    [TestMethod]
    public void ABranchThatTheSampleDoesNotTakeIsCancelledToo()
    {
        using var cancelled = new CancellationTokenSource(Second);

        Assert.ThrowsExactly<OperationCanceledException>(
            () => Probe.Run(WithEndlessBranch(), Sample, Device.Cpu, cancellation: cancelled.Token));
    }

    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    /// <summary>A model whose sample takes the branch that ends.</summary>
    private static OnnxModel WithEndlessBranch() => new ModelBuilder().Input("x", ElementType.Float, "batch", 2)
        .Initializer("true", Tensor.Scalar(ElementType.Bool, (byte)1))
        .Node(
            "If", ["true"], ["y"], ("then_branch", new ModelBuilder().Node("Relu", ["x"], ["then"]).Output("then").BuildGraph()),
            ("else_branch", Endless(new ModelBuilder()).BuildGraph()))
        .Output("y", ElementType.Float, "batch", 2).Build();

    /// <summary>A loop over x whose condition always holds.</summary>
    private static ModelBuilder Endless(ModelBuilder builder)
    {
        var body = new ModelBuilder()
            .Input("step", ElementType.Int64).Input("going", ElementType.Bool).Input("before", ElementType.Float, "batch", 2)
            .Node("Identity", ["going"], ["goes"]).Node("Sin", ["before"], ["after"])
            .Output("goes", ElementType.Bool).Output("after", ElementType.Float, "batch", 2).BuildGraph();
        return builder.Initializer("always", Tensor.Scalar(ElementType.Bool, (byte)1))
            .Node("Loop", ["", "always", "x"], ["last"], ("body", body)).Output("last", ElementType.Float, "batch", 2);
    }
}
