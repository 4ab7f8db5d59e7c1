using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Latency;

/// <summary>Groups that cost the same and can be cut to the same sizes.</summary>
/// <param name="Groups">The groups, one at least.</param>
/// <param name="Least">The smallest size.</param>
internal sealed record AlikeGroups(ValueList<PruneGroup> Groups, int Least)
{
    /// <summary>Units of each.</summary>
    public int Units => Groups[0].Units;

    /// <summary>Sizes to measure, falling, the whole not among them: spread evenly, their features on the multiple.</summary>
    public IEnumerable<int> Sizes(int roundTo, int most)
    {
        var grid = Enumerable.Range(Least, Units - Least)
            .Where(size => size % Groups[0].UnitsOf(roundTo) == 0 || size == Least).Reverse().ToArray();
        var count = Math.Min(most, grid.Length);
        return Enumerable.Range(1, count).Select(i => grid[(i * grid.Length / count) - 1]);
    }
}
