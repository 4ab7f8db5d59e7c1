using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Why a step has nothing to work on: the model has nothing of the kind, or the manifest leaves nothing of it.</summary>
internal static class NothingLeft
{
    private const int MostNamed = 3;

    /// <summary>PB2050.</summary>
    /// <param name="place">The step.</param>
    /// <param name="groups">Groups of the model.</param>
    /// <param name="refusals">Dimensions that cannot be cut.</param>
    /// <param name="layers">Residual branches that can be dropped whole, where nothing else can go and they were not allowed.</param>
    public static Diagnostic ToPrune(SourceSpan? place, int groups, int refusals, int layers = 0) => DiagnosticCatalog.NothingToPrune.At(
        place,
        groups == 0
            ? "The model has no group that can be cut"
                + (layers == 0 ? "" : $", but {Amount.Of(layers, "layer")} that 'method: depth' drops whole")
            : $"Of the model's {Amount.Of(groups, "prunable group")} the method and the manifest's 'only', 'keep' and 'structures' "
                + "leave none",
        Amount.Of(refusals, "dimension"));

    /// <summary>PB2050 of a method, with what it cuts where the model has nothing of the kind.</summary>
    /// <param name="place">The step.</param>
    /// <param name="recipe">The step's method, and the kinds that it cuts.</param>
    /// <param name="structure">Groups and refusals of the model.</param>
    /// <param name="withLayers">Finds the groups of residual branches too, for a model that has no others.</param>
    public static Diagnostic ToPrune(
        SourceSpan? place, PruneRecipe recipe, ModelStructure structure, Func<Result<AnalysedModel>>? withLayers = null)
    {
        var (groups, kinds) = (structure.Groups, recipe.Filter.Structures);
        if (groups.Count == 0 && !kinds.Contains(StructureKind.Layers))
            return ToPrune(
                place, 0, structure.Refusals.Count,
                withLayers?.Invoke() is { IsOk: true } all ? all.Value.Structure.Groups.Count : 0);
        if (groups.Count == 0 || groups.Any(group => kinds.Contains(group.Kind)))
            return ToPrune(place, groups.Count, structure.Refusals.Count);
        var judged = groups.Select(recipe.Criterion.WhyNot).ToArray();
        var reason = judged.All(why => why is not null)
            ? $"; nor could '{recipe.Criterion.Name}' judge any of them: of '{groups[0].Id}', {judged[0]}"
            : "";
        var those = groups.Count == 1 ? "only prunable group is" : $"{groups.Count} prunable groups are";
        return DiagnosticCatalog.NothingToPrune.At(
            place,
            $"'{recipe.Method}' cuts {Words(kinds)} here, and the model's {those} {Words(groups.Select(group => group.Kind))}{reason}",
            Amount.Of(structure.Refusals.Count, "dimension"));
    }

    private static string Words(IEnumerable<StructureKind> kinds) => string.Join(", ", kinds.Distinct().Select(StructureWords.Key));

    /// <summary>PB2060.</summary>
    /// <param name="place">The step.</param>
    /// <param name="weights">Weights of the model that masks know.</param>
    /// <param name="refusals">Weights that they do not know.</param>
    public static Diagnostic ToMask(SourceSpan? place, int weights, IReadOnlyList<MaskRefusal> refusals) =>
        DiagnosticCatalog.NothingToMask.At(
            place,
            weights == 0
                ? "The model has no weight that masks know"
                : $"Of the model's {Amount.Of(weights, "weight")} that masks know, the manifest's 'only' and 'keep' and "
                    + "the default exclusions leave none",
            refusals.Count == 0 ? "" : $" ({Unknown(refusals)})",
            weights > 0 ? "them, and name weights under 'only'" : refusals.Count > 0 ? "them" : "what the model has");

    private static string Unknown(IReadOnlyList<MaskRefusal> refusals) =>
        $"{Amount.Of(refusals.Count, "weight")} {(refusals.Count == 1 ? "is" : "are")} not known to masks at all: {Largest(refusals)}; "
        + $"the first because {refusals.MaxBy(refusal => refusal.Elements)!.Reason}";

    private static string Largest(IReadOnlyList<MaskRefusal> refusals) =>
        string.Join(", ", refusals.OrderByDescending(refusal => refusal.Elements).Take(MostNamed).Select(refusal => $"'{refusal.Tensor}'"))
        + (refusals.Count > MostNamed ? " and others" : "");
}
