namespace PruneBuild.Pruning.Methods.MutualInformation;

/// <summary>Removes, again and again, the weaker unit of the pair that shares most information.</summary>
public static class RedundancyOrder
{
    /// <summary>All units but one, first to go first, each with the partner that made it redundant.</summary>
    /// <param name="information">Entropies of units and pairs.</param>
    /// <param name="strengths">‖f‖·‖w‖ of each unit: of a pair the weaker goes, the later one where both are equal.</param>
    /// <remarks>The deterministic form of drawing pairs and lowering the threshold: the threshold follows the largest remaining value. A
    /// unit that says nothing (no entropy) goes before any pair. Cost O(units²) as long as few units share one partner.</remarks>
    public static IReadOnlyList<RedundantUnit> Of(PairwiseInformation information, IReadOnlyList<double> strengths)
    {
        var alive = Enumerable.Repeat(true, strengths.Count).ToArray();
        var order = new List<RedundantUnit>();
        foreach (var silent in Enumerable.Range(0, strengths.Count)
            .Where(unit => information.Entropy(unit) < 1e-12).Take(strengths.Count - 1))
        {
            alive[silent] = false;
            order.Add(new RedundantUnit(silent, null, 0, 0));
        }

        var partners = new int[strengths.Count];
        for (var unit = 0; unit < partners.Length; unit++)
            partners[unit] = alive[unit] ? Partner(information, alive, unit) : -1;
        while (order.Count < strengths.Count - 1)
        {
            var left = Enumerable.Range(0, partners.Length).Where(unit => alive[unit])
                .MaxBy(unit => information.Information(unit, partners[unit]));
            var right = partners[left];
            var goes = Weaker(strengths, left, right);
            var stays = goes == left ? right : left;
            alive[goes] = false;
            order.Add(new RedundantUnit(goes, stays, information.Information(goes, stays), information.Unshared(goes, stays)));
            for (var unit = 0; unit < partners.Length; unit++)
            {
                if (alive[unit] && partners[unit] == goes)
                    partners[unit] = Partner(information, alive, unit);
            }
        }

        return order;
    }

    private static int Weaker(IReadOnlyList<double> strengths, int left, int right)
    {
        if (strengths[left] != strengths[right])
            return strengths[left] < strengths[right] ? left : right;
        return Math.Max(left, right);
    }

    private static int Partner(PairwiseInformation information, bool[] alive, int unit)
    {
        var best = -1;
        for (var other = 0; other < alive.Length; other++)
        {
            if (alive[other] && other != unit && (best < 0 || information.Information(unit, other) > information.Information(unit, best)))
                best = other;
        }

        return best;
    }
}

/// <summary>A unit that repeats another.</summary>
/// <param name="Unit">The unit that goes.</param>
/// <param name="Partner">The unit that it repeats; null when it says nothing at all.</param>
/// <param name="Shared">I(unit; partner), in bits.</param>
/// <param name="Unshared">S(unit, partner) − S(partner), in bits: what goes with it.</param>
public sealed record RedundantUnit(int Unit, int? Partner, double Shared, double Unshared);
