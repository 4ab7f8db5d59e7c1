using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>One entry under <c>prune</c>.</summary>
internal static class PruneSchema
{
    private static readonly Key<string> Method = Key.Optional("method", MethodWords.Methods, "A preset that does what its paper does.");

    private static readonly Key<CriterionEntry> Criterion = Key.Optional("criterion", CriterionSchema.Criterion, "What is least needed.");

    private static readonly Key<AllocateEntry> Allocate = Key.Optional("allocate", StageSchema.Allocate, "How the budget is divided.");

    private static readonly Key<ReconstructEntry> Reconstruct = Key.Optional(
        "reconstruct", StageSchema.Reconstruct, "How the consumers are refit.");

    private static readonly Key<RecoverEntry> Recover = Key.Optional("recover", StageSchema.Recover, "What is trained afterwards.");

    private static readonly Key<Removal> Remove = Key.Optional("remove", RemovalSchema.Shape, "How much goes.");

    private static readonly Key<ValueList<Located<string>>> Only = Key.Optional("only", Values.Patterns,
        "Only these groups or weights, by the ids that `plan` and `inspect --format json` print; `*` stands for anything.");

    private static readonly Key<ValueList<Located<string>>> Keep = Key.Optional("keep", Values.Patterns, "These groups stay whole.");

    private static readonly Key<ValueList<Located<StructureKind>>> Structures = Key.Optional("structures",
        new ListShape<StructureKind>(Values.Structure, takesOne: true),
        "Kinds of groups that may be cut; without it, the method's own. `layers` go by `depth` or a criterion of blocks. "
        + "`experts` are not cut yet.");

    private static readonly Key<bool> Compact = Key.Optional("compact", Values.Boolean,
        "In the last step: true cuts the units (heads, neurons, channels) that masks left nothing of; the answers stay the same.");

    /// <summary>The step; each stage that is given replaces the method's own.</summary>
    public static readonly MappingShape<PruneStep> Shape = new(
        "prune",
        "One pruning step: a `method`, or stages of your choice, and how much to `remove`. "
        + "A stage that is given replaces the method's own, and any criterion goes with any reconstruction. A list of steps runs in order: "
        + "structures first, then masks, then recovery. Zeros of an earlier step stay, and count towards those of a later one.",
        [Method, Criterion, Allocate, Reconstruct, Recover, Remove, Only, Keep, Structures, Compact],
        Make);

    private static PruneStep Make(KeyValues values, DiagnosticLog log)
    {
        var prunes = values.Has(Method) || values.Has(Criterion);
        if (!prunes && !values.Has(Recover))
            log.Report(DiagnosticCatalog.ManifestMissingKey, values.Span, "'prune'", Method.Name, $"{Method.Docs} A 'criterion' does too.");
        if (prunes && !values.Has(Remove))
            log.Report(
                DiagnosticCatalog.ManifestMissingKey, values.Span, "'prune'", Remove.Name,
                $"{Remove.Docs} For example 'remove: {{ flops: 50% }}'.");
        if (!prunes && values.Has(Recover) && values.Has(Remove))
            log.Report(DiagnosticCatalog.ManifestCombination, values.PlaceOf(Remove),
                "'remove' needs a 'method' or a 'criterion' that says what is least needed. "
                + "Add one, or remove 'remove' from a step that just recovers.");
        if (values.Find(Allocate)?.Value.Times is { } times && values.Find(Remove)?.Value is not { IsTime: true })
            log.Report(DiagnosticCatalog.ManifestCombination, times.Span,
                "'times' says what sizes take under 'remove: { latency: … }'. Ask for a latency, or remove 'times'.");
        var step = new PruneStep(
            values.Find(Method), values.Find(Criterion)?.Value, values.Find(Allocate)?.Value, values.Find(Reconstruct)?.Value,
            values.Find(Recover)?.Value, values.Find(Remove)?.Value, values.List(Only), values.List(Keep),
            values.List(Structures), values.Span)
        {
            Compact = values.Find(Compact),
        };
        foreach (var finding in PatternCombinations.Of(step))
            log.Report(finding);
        return step;
    }
}
