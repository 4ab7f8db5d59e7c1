using Google.Protobuf;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Benchmarks.Fuzz;

/// <summary>The way of a model through the tool, up to the cut.</summary>
internal static class ModelExercise
{
    /// <summary>Reads, probes, infers and cuts what can be cut; whatever the bytes, this must return.</summary>
    /// <returns>The diagnostic's code, or whether something was cut.</returns>
    public static string Run(byte[] bytes)
    {
        var read = OnnxReader.Parse(bytes, null);
        if (!read.IsOk)
            return read.Diagnostics[0].Code;
        using var model = PrunableForm.Of(read.Value);
        var analysed = StructureAnalysis.Analyse(model, null, Device.Cpu);
        if (!analysed.IsOk)
            return analysed.Diagnostics[0].Code;
        var structure = analysed.Value.Structure;
        var plan = new PrunePlan(structure.Groups
            .Select(group => new KeptUnits(
                group.Id, group.Units, Enumerable.Range(0, Math.Max(1, group.Units / 2)).ToValueList(), 0)).ToValueList());
        var cut = GraphCutter.Cut(model, structure, plan);
        return cut.Proto.ToByteArray().Length > 0 && structure.Groups.Count > 0 ? "cut" : "nothing to cut";
    }
}
