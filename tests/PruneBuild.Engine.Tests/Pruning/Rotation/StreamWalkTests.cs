using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Equivalence;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Rotation;

[TestClass]
public sealed class StreamWalkTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void RotationWithoutSlicingIsTheOriginal(bool inParts)
    {
        var model = SmallModels.Decoder(inParts);

        Assert.IsLessThan(1e-5, Turned(model, 1));
    }

    [TestMethod]
    [DataRow("llama__ts17")]
    [DataRow("llama_eager__dyn")]
    [DataRow("mistral__dyn")]
    [DataRow("opt__ts17")]
    [DataRow("gpt2__dyn")]
    [DataRow("gptneo__ts17")]
    public void RotationWithoutSlicingIsTheOriginalInModelsOfTheZoo(string name)
    {
        using var model = OnnxReader.Read(SharedFolder.Require("zoo", name, "model.onnx")).Value!;

        Assert.IsLessThan(1e-4, Turned(model, 2));
    }

    /// <summary>The largest relative difference of the outputs, bases from random inputs.</summary>
    private static double Turned(OnnxModel model, int seed)
    {
        var probe = SampleInputs.Probe(model, Device.Cpu).Value!;
        var (form, obstacle) = RotatableForm.Of(model, probe.Facts);
        Assert.IsNotNull(form, obstacle?.ToString());
        var analysed = StructureAnalysis.Analyse(form.Model, null, Device.Cpu).Value!;
        var (groups, missing) = form.GroupsIn(analysed.Structure);
        Assert.IsNotNull(groups, missing?.ToString());
        var inputs = SampleInputs.Create(model, seed: seed).Value!;

        var turned = new StreamWalk(form, analysed, groups, PrunePlan.Empty, Workbench.Of([new(inputs, [0])], Device.Cpu)).Run();

        Assert.IsTrue(turned.IsOk, string.Join("; ", turned.Diagnostics));
        Assert.AreNotEqual(form.Model.Proto, turned.Value.Rotated.Proto);
        return EquivalenceCheck.Between(model, turned.Value.Rotated, inputs, Device.Cpu).Value!.Max(difference => difference.Relative);
    }
}
