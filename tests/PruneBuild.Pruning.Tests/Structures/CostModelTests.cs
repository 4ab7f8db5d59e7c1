using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Structures;

[TestClass]
public sealed class CostModelTests
{
    // FLOPs of a head and a neuron of BERT-base by average sentence length (algorithms, golden vectors 12.1).
    [TestMethod]
    [DataRow(53.24, 0.021660, 0.000163553)]
    [DataRow(25.16, 0.010055, 0.000077292)]
    [DataRow(128.0, 0.054526, 0.000393216)]
    public void AHeadAndANeuronOfBertBaseCostWhatTheFormulaSays(double length, double gigaflopsOfHead, double gigaflopsOfNeuron)
    {
        var model = TinyModels.Encoder(heads: 12, headWidth: 64, neurons: 3072);
        var probe = SampleInputs.Probe(model, Device.Cpu).Value!;
        var structure = DimensionInference.Infer(model, probe.Facts, new Dictionary<string, double> { ["sequence"] = length });

        Assert.AreEqual(gigaflopsOfHead, Price(structure, StructureKind.Heads), 1e-6);
        Assert.AreEqual(gigaflopsOfNeuron, Price(structure, StructureKind.Neurons), 1e-9);
    }

    [TestMethod]
    public void ParametersAndBytesFallWithTheUnits()
    {
        var cost = Inferred.Of(TinyModels.Mlp()).Structure.Cost;
        var full = new Dictionary<string, int>();
        var cut = new Dictionary<string, int> { ["first"] = 4 };

        Assert.AreEqual((10 * 6) + 10 + (8 * 10) + 8 + (3 * 8), cost.Parameters(full));
        Assert.AreEqual((4 * 6) + 4 + (8 * 4) + 8 + (3 * 8), cost.Parameters(cut));
        Assert.AreEqual(4 * cost.Parameters(cut), cost.Bytes(cut));
        Assert.AreEqual((4 * 6) + (8 * 4) + (3 * 8), cost.Macs(cut));
    }

    private static double Price(ModelStructure structure, StructureKind kind)
    {
        var group = structure.Groups.Single(group => group.Kind == kind);
        var less = new Dictionary<string, int> { [group.Id] = group.Units - 1 };
        return 2e-9 * (structure.Cost.Macs(new Dictionary<string, int>()) - structure.Cost.Macs(less));
    }
}
