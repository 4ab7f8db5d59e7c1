using Google.Protobuf;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests;

/// <summary>Seeded damage to small models, on the way from reading to cutting; the command "fuzz" of eng does more of the same.</summary>
[TestClass]
public sealed class HostileModelsTests
{
    [TestMethod]
    public void DamagedModelsAreCutOrGetADiagnostic()
    {
        var originals = Originals();
        var (cut, refused) = (0, 0);
        for (var seed = 0; seed < 120; seed++)
        {
            var read = OnnxReader.Parse(ModelMutation.Mutate(originals[seed % originals.Length], seed), null);
            var probe = read.IsOk ? SampleInputs.Probe(read.Value, Device.Cpu) : read.As<ProbedSample>();
            if (!probe.IsOk)
            {
                Assert.StartsWith("PB", probe.Diagnostics[0].Code);
                refused++;
                continue;
            }

            var model = read.Value!;
            var structure = DimensionInference.Infer(model, probe.Value.Facts);
            var plan = new PrunePlan(structure.Groups.Select(group => new KeptUnits(group.Id, group.Units, [0], 0)).ToValueList());
            Assert.IsNotEmpty(GraphCutter.Cut(model, structure, plan).Proto.ToByteArray());
            cut++;
        }

        Assert.IsGreaterThan(5, cut);
        Assert.IsGreaterThan(20, refused);
    }

    private static byte[][] Originals() =>
    [
        new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 3, 6, 6).Weight("w1", 1, 4, 3, 3, 3).Weight("w2", 2, 2, 4).Integers("flat", 0, -1)
            .Node("Conv", ["x", "w1"], ["a"]).Node("Relu", ["a"], ["b"]).Node("GlobalAveragePool", ["b"], ["c"])
            .Node("Reshape", ["c", "flat"], ["d"])
            .Node("Gemm", ["d", "w2"], ["y"], ("transB", 1)).Output("y").Build().Proto.ToByteArray(),
        new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "sequence", 6).Weight("w1", 1, 6, 12).Weight("w2", 2, 12, 6)
            .Integers("split", 0, 0, 3, 4).Integers("merge", 0, 0, 12)
            .Node("MatMul", ["x", "w1"], ["a"]).Node("Reshape", ["a", "split"], ["b"]).Node("Softmax", ["b"], ["c"], ("axis", -1))
            .Node("Reshape", ["c", "merge"], ["d"]).Node("MatMul", ["d", "w2"], ["e"]).Node("Add", ["e", "x"], ["y"]).Output("y")
            .Build().Proto.ToByteArray(),
    ];
}
