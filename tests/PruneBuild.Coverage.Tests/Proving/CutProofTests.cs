using PruneBuild.Coverage.Proving;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Tests.Proving;

[TestClass]
public sealed class CutProofTests
{
    private static readonly OnnxModel model = new ModelBuilder()
        .Input("x", ElementType.Float, "batch", 6)
        .Weight("a", 1, 6, 8).Weight("b", 2, 8, 3)
        .Node("MatMul", ["x", "a"], ["h"]).Node("Relu", ["h"], ["i"]).Node("MatMul", ["i", "b"], ["y"]).Output("y").Build();

    [TestMethod]
    public void ARightCutHasNoDefect()
    {
        var (probe, structure) = Infer();
        using var proof = new CutProof(model, probe.Facts, structure, InputSets.Of(model, probe, null));

        Assert.IsNull(proof.Defect(Halves.Of(1, structure.Groups)));
        Assert.IsNull(Twice.Defect(model, probe, structure, Halves.Of(1, structure.Groups)));
    }

    [TestMethod]
    public void ACutThatTakesOtherUnitsFromOneMatrixIsFoundOut()
    {
        var (probe, structure) = Infer();
        var group = structure.Groups[0];
        // The second matrix loses rows 4 to 7 where the first loses columns 0 to 3.
        var shifted = group.Slices.Select(
            slice => slice.Tensor == "a" ? slice : slice with { Pattern = slice.Pattern with { UnitWidth = 1, Units = 4, Offset = 4 } });
        var wrong = structure with { Groups = [group with { Slices = shifted.ToValueList() }] };
        using var proof = new CutProof(model, probe.Facts, wrong, [probe.Inputs]);

        var defect = proof.Defect(new([new(group.Id, 8, [4, 5, 6, 7], 0)]));

        Assert.IsNotNull(defect);
    }

    private static (ProbedSample Probe, ModelStructure Structure) Infer()
    {
        var probe = SampleInputs.Probe(model, Device.Cpu);
        Assert.IsTrue(probe.IsOk);
        return (probe.Value, DimensionInference.Infer(model, probe.Value.Facts));
    }
}
