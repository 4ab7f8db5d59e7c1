using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Structures;

[TestClass]
public sealed class CostModelTests
{
    /// <summary>One layer of BERT-base.</summary>
    private static readonly (OnnxModel Model, ShapeFacts Facts) Bert = Probed(TinyModels.Encoder(heads: 12, headWidth: 64, neurons: 3072));

    // FLOPs of BERT-base by average sentence length (algorithms, golden vectors 12.1):
    // a head, a neuron, all twelve layers, attention's share.
    [TestMethod]
    [DataRow(53.24, 0.021660, 0.000163553, 132.437, 9.148333, 0.3409)]
    [DataRow(25.16, 0.010055, 0.000077292, 130.097, 4.297248, 0.3370)]
    [DataRow(30.55, 0.012252, 0.000093850, 130.546, 5.223913, 0.3377)]
    [DataRow(50.97, 0.020707, 0.000156580, 132.248, 8.754009, 0.3406)]
    [DataRow(39.05, 0.015745, 0.000119962, 131.254, 6.689611, 0.3389)]
    [DataRow(170.0, 0.074245, 0.000522240, 142.167, 29.943153, 0.3571)]
    [DataRow(128.0, 0.054526, 0.000393216, 138.667, 22.347252, 0.3514)]
    public void BertBaseCostsWhatTheFormulaSays(
        double length, double gigaflopsOfHead, double gigaflopsOfNeuron, double ratio, double gigaflopsOfAll, double shareOfAttention)
    {
        var structure = DimensionInference.Infer(Bert.Model, Bert.Facts, new Dictionary<string, double> { ["sequence"] = length });

        var (head, neuron) = (Price(structure, StructureKind.Heads), Price(structure, StructureKind.Neurons));
        var all = 12 * 2e-9 * structure.Cost.Macs(new Dictionary<string, int>());
        Assert.AreEqual(gigaflopsOfHead, head, 1e-6);
        Assert.AreEqual(gigaflopsOfNeuron, neuron, 1e-9);
        Assert.AreEqual(ratio, head / neuron, 1e-3);
        Assert.AreEqual(gigaflopsOfAll, all, 1e-6);
        Assert.AreEqual(shareOfAttention, 12 * 12 * head / all, 1e-4);
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

    private static (OnnxModel Model, ShapeFacts Facts) Probed(OnnxModel model) =>
        (model, SampleInputs.Probe(model, Device.Cpu).Value!.Facts);

    private static double Price(ModelStructure structure, StructureKind kind)
    {
        var group = structure.Groups.Single(group => group.Kind == kind);
        var less = new Dictionary<string, int> { [group.Id] = group.Units - 1 };
        return 2e-9 * (structure.Cost.Macs(new Dictionary<string, int>()) - structure.Cost.Macs(less));
    }
}
