using PruneBuild.Engine.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class StructureAnalysisTests
{
    [TestMethod]
    public void AModelThatTakesNothingMadeUpIsProbedWithData()
    {
        // Nine numbers in a row are no size that anybody would guess.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", "wide").Integers("shape", -1, 9)
            .Weight("w", 1, 9, 6).Weight("v", 2, 6, 2)
            .Node("Reshape", ["x", "shape"], ["r"]).Node("Add", ["x", "r"], ["s"])
            .Node("MatMul", ["s", "w"], ["h0"]).Node("Relu", ["h0"], ["h"]).Node("MatMul", ["h", "v"], ["y"]).Output("y").Build();
        var batch = new Batch(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(SeededValues.Floats(1, 36), 4, 9) }, [0, 1, 2, 3]);

        Assert.AreEqual("PB3008", StructureAnalysis.Analyse(model, null, Device.Cpu).Diagnostics.Single().Code);
        var analysed = StructureAnalysis.Analyse(model, [batch], Device.Cpu);

        Assert.IsTrue(analysed.IsOk, string.Join('\n', analysed.Diagnostics));
        Assert.AreEqual(6, analysed.Value.Structure.Groups.Single().Units);
        Assert.AreEqual(9L, analysed.Value.Probe.Inputs["x"].Shape[1]);
    }
    [TestMethod]
    public void AProbeThatIsCancelledEndsAsOtherWorkDoes()
    {
        var model = SmallModels.Chain();

        Assert.Throws<OperationCanceledException>(
            () => StructureAnalysis.Analyse(model, null, Device.Cpu, cancellation: new CancellationToken(canceled: true)));
    }
}
