using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Pruning;

/// <summary>Whether the globs under <c>only</c> and <c>keep</c> name anything: one that matches nothing is a misspelt one.</summary>
internal static class NamedParts
{
    /// <summary>A diagnostic for each glob that matches nothing.</summary>
    /// <param name="step">The entry under <c>prune</c>.</param>
    /// <param name="input">The model that it prunes. What an earlier step removed may still be named.</param>
    /// <param name="device">Where the model is probed.</param>
    /// <param name="batches">Data to probe it with where it takes nothing made up; null for none.</param>
    public static IReadOnlyList<Diagnostic> Problems(PruneStep step, StepInput input, Device device, IReadOnlyList<Batch>? batches = null)
    {
        (string Key, Located<string> Glob)[] globs =
            [.. step.Only.Select(glob => ("only", glob)), .. step.Keep.Select(glob => ("keep", glob))];
        if (globs.Length == 0 || Parts.Of(step, input.Model, device, batches) is not { } now)
            return [];
        var open = globs.Where(named => !now.Match(named.Glob.Value)).ToArray();
        if (open.Length > 0 && input.Model != input.Original && Parts.Of(step, input.Original, device, batches) is { } before)
            open = [.. open.Where(named => !before.Match(named.Glob.Value))];
        return [.. open.Select(named => DiagnosticCatalog.NameMatchesNothing.At(
            named.Glob.Span, named.Glob.Value, named.Key, now.Ids.Length, now.What, now.Hint(named.Glob.Value)))];
    }

    /// <param name="What">What ids are of.</param>
    /// <param name="Ids">Ids that globs may match.</param>
    /// <param name="Others">Parts of the model that the step does not know, with the reason.</param>
    private sealed record Parts(string What, string[] Ids, IReadOnlyDictionary<string, string> Others)
    {
        public bool Match(string glob) => Ids.Any(id => Glob.MatchesId(glob, id));

        /// <summary>Why a glob matches nothing, or what it may have meant: ids may be written from any dot on,
        /// and globs name parts of them.</summary>
        public string Hint(string glob)
        {
            if (Others.FirstOrDefault(other => Glob.MatchesId(glob, other.Key)) is { Key: { } name, Value: var reason })
                return $" '{name}' {reason}.";
            var written = glob.Trim('*', '?', '.');
            var parts = written.Split('.').Length;
            string[] ends = [.. Ids.Select(id => string.Join('.', id.Split('.').TakeLast(parts)))];
            return written.Length == 0 ? "" : NearestName.Hint(
                written, ends.Concat(Ids).Concat(Ids.SelectMany(id => id.Split('.'))).Distinct());
        }

        /// <summary>What a step may name in a model; null when that cannot be found out: the step itself then says why.</summary>
        public static Parts? Of(PruneStep step, OnnxModel model, Device device, IReadOnlyList<Batch>? batches)
        {
            if (StructureAnalysis.Analyse(model, batches, device, withLayers: true) is not { IsOk: true, Value: var analysed })
                return null;
            string[] groups = [.. analysed.Structure.Groups.Select(group => group.Id)];
            var found = MaskableWeights.Find(model, analysed.Probe.Facts);
            string[] weights = [.. found.Weights.Select(weight => weight.Id)];
            var refused = found.Refusals.ToDictionary(refusal => refusal.Tensor, refusal => $"cannot be masked: {refusal.Reason}");
            return (MaskRecipes.Masks(step), step.Remove is null || step.Compact is { Value: true }) switch
            {
                (false, false) =>
                    new Parts("groups", groups, weights.Distinct().ToDictionary(id => id, _ => "is a weight, and not the name of a group")),
                (true, false) => new Parts("weights", weights, groups.Except(refused.Keys)
                    .ToDictionary(id => id, _ => "is a group, and not the name of a weight").Concat(refused).ToDictionary()),
                _ => new Parts("groups and weights", [.. groups, .. weights], refused),
            };
        }
    }
}
