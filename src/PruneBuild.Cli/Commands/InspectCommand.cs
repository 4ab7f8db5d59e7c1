using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Cli.Commands;

/// <summary><c>inspect</c>: what can be cut or masked in a model, its share of the cost, and what cannot, with node and reason.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description = "ONNX files.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command(
            "inspect", "Shows what can be cut in a model, its share of the cost, and what cannot be cut, with node and reason.") { Models }
            .Does(terminal, (parsed, invocation) => Run(parsed.GetValue(Models) ?? [], invocation));

    private static int Run(string[] models, Invocation invocation)
    {
        var device = DeviceSelection.Select(invocation.Device ?? "cpu");
        if (!device.IsOk)
            return invocation.Finish(device.Diagnostics);
        var inspected = models
            .Select(model => (Model: model, Structure: Inspect(invocation.Absolute(model), device.Value, invocation))).ToArray();
        var shown = inspected.Where(pair => pair.Structure.IsOk).ToArray();
        return invocation.Finish(
            [.. inspected.SelectMany(pair => pair.Structure.Diagnostics)],
            writer => Write(writer, shown.Select(pair => (pair.Model, pair.Structure.Value!)), TextStyle.Of(invocation.Terminal.OutColour)),
            new JsonObject { ["models"] = new JsonArray([.. shown.Select(pair => (JsonNode)Json(pair.Model, pair.Structure.Value!))]) });
    }

    private static Result<Inspected> Inspect(string path, Device device, Invocation invocation)
    {
        invocation.Cancellation.ThrowIfCancellationRequested();
        var model = OnnxReader.Read(path);
        if (!model.IsOk)
            return model.As<Inspected>();
        using var opened = model.Value;
        var inlined = PrunableForm.Of(opened);
        var analysed = StructureAnalysis.Analyse(inlined, null, device, withLayers: true, invocation.Cancellation);
        return analysed.IsOk
            ? Result<Inspected>.Ok(
                new Inspected(
                    analysed.Value.Structure, StructureAnalysis.ProbedSizes(inlined, analysed.Value.Probe),
                    MaskableWeights.Find(inlined, analysed.Value.Probe.Facts)),
                analysed.Diagnostics)
            : analysed.As<Inspected>(new SourceSpan(path));
    }

    private static void Write(TextWriter writer, IEnumerable<(string Model, Inspected Found)> models, TextStyle style)
    {
        foreach (var (index, (model, found)) in models.Index())
        {
            if (index > 0)
                writer.WriteLine();
            StructureText.Write(writer, model, found.Structure, found.Sizes, style);
            writer.WriteLine();
            MaskText.Write(writer, found.Weights, style);
        }
    }

    private static JsonObject Json(string model, Inspected found)
    {
        var json = new JsonObject { ["model"] = model };
        foreach (var (name, value) in StructureJson.Of(found.Structure, found.Sizes))
            json[name] = value?.DeepClone();
        json["masks"] = MaskJson.Of(found.Weights);
        return json;
    }

    private sealed record Inspected(ModelStructure Structure, IReadOnlyDictionary<string, long> Sizes, MaskableWeights Weights);
}
