using PruneBuild.Diagnostics;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>One model.</summary>
internal static class ModelSchema
{
    private static readonly Key<string> Source = Key.Required(
        "source", Values.File, "Path of the ONNX file; external data lies beside it.");

    private static readonly Key<DataEntry> Data = Key.Optional("data", DataSchema.Shape, "Records to calibrate and to judge with.");

    private static readonly Key<string> Metric = Key.Optional("metric", Values.DataMetric,
        "The metric that the report leads with; without it, the first gate's.");

    private static readonly Key<ValueList<Located<PruneStep>>> Prune = Key.Required("prune",
        new ListShape<PruneStep>(PruneSchema.Shape, takesOne: true), "What to do: a step, or a list of steps.");

    private static readonly Key<ValueList<Gate>> Gates = Key.Optional("gates", GateSchema.Shape, "What must hold for the pruned model.");

    private static readonly Key<OnFail> OnFailure = Key.Defaulted("on-fail",
        new ChoiceShape<OnFail>(null, [.. OnFailWords.All.Select(one => new Choice<OnFail>(one.Word, one.Value, ""))]), "error",
        "When a gate fails: `error` stops the build, `keep-original` ships the original, `warn` ships the pruned model.");

    private static readonly Key<OutputDraft> Output = Key.Optional("output", OutputSchema.Shape, "Where the pruned model goes.");

    private static readonly Key<BenchEntry> Bench = Key.Optional("bench", BenchSchema.Shape, "How `dotnet prune bench` times the model.");

    /// <summary>The model under its name.</summary>
    public static readonly MappingShape<ModelEntry> Shape = new(
        "model",
        "One model: its file, its data, how it is pruned, and what must hold.",
        [Source, Data, Metric, Prune, Gates, OnFailure, Output, Bench],
        Make);

    private static ModelEntry Make(KeyValues values, DiagnosticLog log)
    {
        var source = values.Get(Source);
        var output = values.Find(Output)?.Value;
        var gates = values.Find(Gates)?.Value ?? [];
        var searched = values.List(Prune).Select(step => step.Value.Remove).OfType<Removal.AsMuchAsGates>().FirstOrDefault();
        if (searched is not null && !gates.Any(gate => gate.JudgesAnswers))
            log.Report(DiagnosticCatalog.ManifestCombination, searched.Span,
                "'as-much-as: gates' needs a gate on what the model answers, such as 'accuracy: { max-drop: 0.01 }': "
                + "without one, everything may go.");
        foreach (var early in values.List(Prune).SkipLast(1).Select(step => step.Value.Compact).OfType<Located<bool>>()
            .Where(compact => compact.Value))
        {
            log.Report(DiagnosticCatalog.ManifestCombination, early.Span,
                "'compact' cuts what all steps left empty, so it belongs in the last step under 'prune'. Move it there.");
        }

        StepOrder.Check([.. values.List(Prune).Select(step => step.Value)], log);
        return new ModelEntry(
            values.Name, source, values.Find(Data)?.Value, values.Find(Metric), values.List(Prune).Select(step => step.Value).ToValueList(),
            gates, values.Get(OnFailure), OutputSchema.Complete(output, source, log), values.Name.Span)
        {
            Bench = values.Find(Bench)?.Value,
        };
    }
}
