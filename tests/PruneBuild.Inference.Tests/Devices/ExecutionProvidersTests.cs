using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Runtime;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Devices;

/// <summary>What only a machine with a GPU can show; elsewhere inconclusive, with what is missing.</summary>
[TestClass]
public sealed class ExecutionProvidersTests
{
    /// <summary>Folder with an ONNX Runtime that has the CUDA provider: the tests themselves carry that for the CPU.</summary>
    private const string RuntimeVariable = "PRUNEBUILD_TEST_RUNTIME";

    [AssemblyInitialize]
    public static void UseTheRuntimeOfThisMachine(TestContext context)
    {
        if (Environment.GetEnvironmentVariable(RuntimeVariable) is { Length: > 0 } folder)
            RuntimeLibrary.Use(Path.Combine(folder, RuntimeLibrary.MainFileName));
    }

    [TestMethod]
    public void AGpuComputesWhatTheCpuComputes()
    {
        var (gpu, model) = (Gpu(), Sums());
        var inputs = TestModels.Batches(1, 64, 128, 4)[0].Inputs;

        foreach (var difference in EquivalenceCheck.Compare(Run(model, Device.Cpu, inputs), Run(model, gpu, inputs)))
            Assert.IsLessThan(1e-5, difference.Relative, difference.ToString());
    }

    [TestMethod]
    public void EqualInputsGiveEqualBits()
    {
        var (gpu, model) = (Gpu(), Sums());
        var inputs = TestModels.Batches(1, 64, 128, 4)[0].Inputs;
        var first = Run(model, gpu, inputs);

        for (var time = 0; time < 20; time++)
            foreach (var (name, again) in Run(model, gpu, inputs))
                Assert.IsTrue(first[name].Bytes.SequenceEqual(again.Bytes), $"{name} differs in run {time}");
    }

    [TestMethod]
    public void AGpuThatIsNotThereIsNamed()
    {
        Gpu();

        var diagnostic = DeviceSelection.Select("cuda:99").Diagnostics.Single();

        Assert.AreEqual("PB3002", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, "there is no GPU 99, only ");
    }

    /// <summary>x·up → Relu, and what statistics ask of it: sums, sums of squares and a Gram matrix over many rows.</summary>
    private static OnnxModel Sums() => new ModelBuilder()
        .Input("x", ElementType.Float, "batch", "sequence", 4)
        .Weight("up", 1, 4, 96)
        .Integers("rows", -1, 96).Integers("axes", 0, 1)
        .Node("MatMul", ["x", "up"], ["a"]).Node("Relu", ["a"], ["h"])
        .Node("ReduceSum", ["h", "axes"], ["sum"], ("keepdims", 0L))
        .Node("ReduceSumSquare", ["h"], ["square"], ("axes", new long[] { 0, 1 }))
        .Node("Reshape", ["h", "rows"], ["flat"]).Node("Transpose", ["flat"], ["columns"])
        .Node("MatMul", ["columns", "flat"], ["gram"])
        .Output("sum").Output("square").Output("gram").Build();

    private static IReadOnlyDictionary<string, Tensor> Run(OnnxModel model, Device device, IReadOnlyDictionary<string, Tensor> inputs) =>
        TestModels.Must(SessionWork.In(model, device, SessionSettings.Reproducible, session => session.Run(inputs)));

    private static Device Gpu()
    {
        var selected = DeviceSelection.Select("cuda");
        if (!selected.IsOk)
            Assert.Inconclusive($"No GPU to test on ({RuntimeVariable} may name the runtime): {selected.Diagnostics[0].Message}");
        return selected.Value;
    }
}
