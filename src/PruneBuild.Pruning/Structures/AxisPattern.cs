namespace PruneBuild.Pruning.Structures;

/// <summary>Where units lie on an axis. Unit u owns, for every combination of the repeats, the indices [start, start + UnitWidth) with
/// start = Offset + u·UnitWidth + Σ repeat·Stride.</summary>
/// <param name="AxisSize">Size of the axis.</param>
/// <param name="Offset">First index of unit 0.</param>
/// <param name="Units">Number of units.</param>
/// <param name="UnitWidth">Consecutive indices of a unit.</param>
/// <param name="Repeats">Outer loops, outermost first: the same units occur again at these strides.</param>
public sealed record AxisPattern(int AxisSize, int Offset, int Units, int UnitWidth, ValueList<Repeat> Repeats)
{
    /// <summary>The pattern in which every index is a unit of its own.</summary>
    public static AxisPattern Whole(int size) => new(size, 0, size, 1, []);

    /// <summary>The indices of a unit, ascending.</summary>
    public IEnumerable<int> Indices(int unit)
    {
        IEnumerable<int> starts = [Offset + unit * UnitWidth];
        foreach (var repeat in Repeats)
            starts = starts.SelectMany(start => Enumerable.Range(0, repeat.Count).Select(i => start + i * repeat.Stride));
        return starts.SelectMany(start => Enumerable.Range(start, UnitWidth));
    }

    /// <summary>The indices of the axis that stay when only these units (ascending) are kept; indices of no unit always stay.</summary>
    public int[] KeptIndices(IReadOnlyList<int> keptUnits)
    {
        var keep = Enumerable.Repeat(true, AxisSize).ToArray();
        var kept = keptUnits.ToHashSet();
        for (var unit = 0; unit < Units; unit++)
        {
            if (kept.Contains(unit))
                continue;
            foreach (var index in Indices(unit))
                keep[index] = false;
        }

        return [.. Enumerable.Range(0, AxisSize).Where(i => keep[i])];
    }

    /// <summary>For each index of the axis the one that comes there when units are put into another order;
    /// indices of no unit stay where they are.</summary>
    /// <param name="order">For each place the unit that comes there.</param>
    public int[] Reordered(IReadOnlyList<int> order)
    {
        int[] from = [.. Enumerable.Range(0, AxisSize)];
        for (var place = 0; place < Units; place++)
        {
            foreach (var (to, index) in Indices(place).Zip(Indices(order[place])))
                from[to] = index;
        }

        return from;
    }
}

/// <summary>An outer loop of an <see cref="AxisPattern" />.</summary>
/// <param name="Count">How often.</param>
/// <param name="Stride">Distance in indices.</param>
public sealed record Repeat(int Count, int Stride);
