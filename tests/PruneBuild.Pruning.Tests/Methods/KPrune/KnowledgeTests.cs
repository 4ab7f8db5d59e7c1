using PruneBuild.Numerics.Algebra;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.KPrune;

[TestClass]
public sealed class KnowledgeTests
{
    [TestMethod]
    public void NeuronsOfTheKnownLayerHoldWhatIsKnown() => Close.AreClose(
        [0.333618, 0.339539, 0.270032, 0.304230, 0.191822, 0.188767],
        Knowledge.Representational(GoldenLayer.Evidence().Consumers[0]), 1e-5);

    [TestMethod]
    public void HeadsOfTheKnownLayerHoldWhatIsKnown()
    {
        var consumer = GoldenLayer.Evidence(StructureKind.Heads, 2).Consumers[0];

        Close.AreClose([0.336579, 0.287131, 0.190294], Knowledge.Representational(consumer), 1e-5);
        Close.AreClose([0.486884 / 2, 0.258541 / 2, 0.447442 / 2], Knowledge.ExactRepresentational(consumer), 1e-5);
    }

    [TestMethod]
    public void ANeuronsKnowledgeIsTheEnergyOfWhatItPutsOut()
    {
        for (var neuron = 0; neuron < 6; neuron++)
        {
            var output = DenseAlgebra.Cpu.Multiply(GoldenLayer.Features.SelectColumns([neuron]), GoldenLayer.Weight.SelectRows([neuron]));

            Assert.AreEqual(
                output.SquaredNorm() / (GoldenLayer.Rows * 3),
                Knowledge.Representational(GoldenLayer.Evidence().Consumers[0])[neuron], 1e-12);
        }
    }

    [TestMethod]
    public void PredictiveKnowledgeIsHalfTheMeanSquareOfAUnitsGradients()
    {
        var pattern = new AxisPattern(4, 0, 2, 2, []);

        CollectionAssert.AreEqual(new[] { 0.5 * (1 + 9) / 2 / 5, 0.5 * (4 + 16) / 2 / 5 }, Knowledge.Predictive(pattern, [1, 9, 4, 16], 5));
    }
}
