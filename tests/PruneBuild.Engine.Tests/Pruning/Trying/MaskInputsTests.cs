using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Trying;

[TestClass]
public sealed class MaskInputsTests
{
    [TestMethod]
    [DataRow("tokens")]
    [DataRow("fork")]
    public void MasksFromInputsDoWhatMasksInTheGraphDo(string name)
    {
        var model = SmallModels.Of(name);
        var batch = SmallModels.Batches(model, 1, 1)[0];
        var analysed = StructureAnalysis.Analyse(model, null, Device.Cpu).Value!;
        var groups = analysed.Structure.Groups;
        var masked = groups.Aggregate(model, (current, group) =>
            PruneBuild.Pruning.Rewriting.MaskedGraph.Mask(current, analysed.Probe.Facts, group, [0, 2]));
        bool[][] kept = [.. groups.Select(group => Enumerable.Range(0, group.Units).Select(unit => unit is not (0 or 2)).ToArray())];

        var inputs = new Dictionary<string, Tensor>(batch.Inputs);
        foreach (var (mask, tensor) in MaskInputs.Feeds(analysed.Probe.Facts, groups, kept))
            inputs[mask] = tensor;

        // ONNX Runtime folds the masks of the graph into its fusions, so the last bits may differ.
        Close.AreClose(Run(masked, batch.Inputs), Run(MaskInputs.Add(model, analysed.Probe.Facts, groups), inputs), 1e-5);
    }

    private static float[] Run(OnnxModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var opened = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible);
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return [.. session.Run(inputs).OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.ToFloats())];
    }
}
