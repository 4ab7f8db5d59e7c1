namespace PruneBuild.Pruning.Planning.Latency;

/// <summary>What a group saves at each size, as measured on a device.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Points">Falling in size, the first with all units and nothing saved; what is saved never falls.</param>
public sealed record LatencyTable(string GroupId, ValueList<LatencyPoint> Points)
{
    /// <summary>A table of measured points, which noise may have put out of order: cutting more never counts as saving less.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="units">Units of the whole group.</param>
    /// <param name="measured">What was measured, any order; below <paramref name="units" />.</param>
    public static LatencyTable Of(string groupId, int units, IEnumerable<LatencyPoint> measured)
    {
        var points = new List<LatencyPoint> { new(units, 0) };
        foreach (var point in measured.OrderByDescending(point => point.Kept))
            points.Add(point with { SavedMilliseconds = Math.Max(points[^1].SavedMilliseconds, point.SavedMilliseconds) });
        return new LatencyTable(groupId, points.ToValueList());
    }

    /// <summary>A table of every size, as the <see cref="PlateauLine" /> through what was measured says;
    /// no unit at all saves what was measured.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="units">Units of the whole group.</param>
    /// <param name="measured">What was measured, any order; below <paramref name="units" />.</param>
    public static LatencyTable Fitted(string groupId, int units, IReadOnlyCollection<LatencyPoint> measured)
    {
        var line = PlateauLine.Fit([.. measured.Where(point => point.Kept > 0).OrderBy(point => point.Kept).Select(
            point => (point.Kept, -point.SavedMilliseconds)), (units, 0)]);
        var fitted = Enumerable.Range(1, units - 1).Select(kept => new LatencyPoint(kept, line.At(units) - line.At(kept)));
        return Of(groupId, units, [.. fitted, .. measured.Where(point => point.Kept == 0)]);
    }

    /// <summary>Milliseconds of a run that are saved when so many units stay.</summary>
    /// <remarks>Between two measured sizes what the larger of them saves: time falls in steps (vector widths, tiles), and a promise that is
    /// kept is worth more than one that is met on average.</remarks>
    public double SavedMilliseconds(int kept)
    {
        var saved = 0.0;
        foreach (var point in Points)
        {
            if (point.Kept < kept)
                break;
            saved = point.SavedMilliseconds;
        }

        return saved;
    }
}

/// <summary>One measured size of a group.</summary>
/// <param name="Kept">Units that stay.</param>
/// <param name="SavedMilliseconds">Milliseconds of a run that are saved, at least 0.</param>
public sealed record LatencyPoint(int Kept, double SavedMilliseconds);

/// <summary>What the groups of a model save, as measured on a device.</summary>
/// <param name="FullMilliseconds">A run of the whole model.</param>
/// <param name="RoundTo">The multiple that sizes of groups with many units should have on this device;
/// 1 where none is faster than its neighbours.</param>
/// <param name="Groups">A table for each group that may be cut.</param>
public sealed record LatencyTables(double FullMilliseconds, int RoundTo, ValueList<LatencyTable> Groups)
{
    /// <summary>Milliseconds that a run is expected to take.</summary>
    /// <param name="kept">Kept units by group id; absent means all.</param>
    /// <remarks>Groups add up, which they do where none of them shares a contraction with another.</remarks>
    public double Predict(IReadOnlyDictionary<string, int> kept) => FullMilliseconds - Groups.Sum(
        table => kept.TryGetValue(table.GroupId, out var units) ? table.SavedMilliseconds(units) : 0);
}
