using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Methods;

/// <summary>Which weights may be masked.</summary>
/// <param name="Only">Globs of ids, one of which must match; empty for all that are not excluded by default.</param>
/// <param name="Keep">Globs of ids that stay dense.</param>
public sealed record WeightFilter(ValueList<string> Only, ValueList<string> Keep)
{
    /// <summary>Everything that is not excluded by default.</summary>
    public static WeightFilter Default { get; } = new([], []);

    /// <summary>True when a weight may be masked. To name one under <c>only</c> overrides that it is excluded by default.</summary>
    public bool Allows(MaskableWeight weight) =>
        (Only.Count == 0 ? weight.Excluded is null : Only.Any(glob => Glob.MatchesId(glob, weight.Id)))
        && !Keep.Any(glob => Glob.MatchesId(glob, weight.Id));
}
