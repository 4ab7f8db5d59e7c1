using PruneBuild.Diagnostics;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Planning.Latency;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Latency;

/// <summary>Measures what groups save at each size.</summary>
/// <remarks>
/// Groups that are alike (kind, units, operations and parameters of a unit) are cut together and the time that this saves is divided among
/// them: one layer of twelve is lost in the noise of a run, twelve layers are not. Sizes in between are taken from the larger neighbour
/// (<see cref="LatencyTable.SavedMilliseconds" />), or from a line through all (<see cref="LatencyTable.Fitted" />).
/// </remarks>
internal static class LatencyTabulation
{
    private const int MostSizes = 8;

    /// <summary>Tables for these groups.</summary>
    /// <param name="probe">Times cuts.</param>
    /// <param name="structure">Groups and costs.</param>
    /// <param name="choices">The sizes that each group can take.</param>
    /// <param name="options">The multiple of sizes, which is measured where it is not given, and what sizes in between take.</param>
    /// <param name="progress">Told the share that is done.</param>
    public static Result<LatencyTables> Measure(
        LatencyProbe probe, ModelStructure structure, IReadOnlyList<GroupChoices> choices,
        AllocationOptions options, Action<double> progress)
    {
        var classes = choices.GroupBy(group => Likeness(structure, group)).Select(alike => new AlikeGroups(
            alike.Select(group => structure.Group(group.GroupId)).ToValueList(), alike.First().Choices[^1].Kept.Count)).ToArray();
        var rounding = options.RoundTo is { } given ? Result<int>.Ok(given) : SizeRounding.Find(probe, classes);
        if (!rounding.IsOk)
            return rounding.As<LatencyTables>();
        var (tables, whole) = (new List<LatencyTable>(), new List<double>());
        for (var i = 0; i < classes.Length; i++)
        {
            var points = new List<LatencyPoint>();
            foreach (var kept in classes[i].Sizes(rounding.Value, MostSizes))
            {
                var times = probe.Compare(PrunePlan.Empty, LatencyProbe.Keeping(classes[i].Groups, kept), LatencyProbe.Quick);
                if (!times.IsOk)
                    return times.As<LatencyTables>();
                whole.Add(times.Value.First.MedianMilliseconds);
                points.Add(new LatencyPoint(kept, (1 - times.Value.Ratio) / classes[i].Groups.Count));
            }

            tables.AddRange(classes[i].Groups.Select(group => options.Times == TimeRule.Line
                ? LatencyTable.Fitted(group.Id, group.Units, points)
                : LatencyTable.Of(group.Id, group.Units, points)));
            progress((i + 1.0) / classes.Length);
        }

        return Result<LatencyTables>.Ok(InMilliseconds(whole.Order().ElementAt(whole.Count / 2), rounding.Value, tables));
    }

    /// <summary>Shares of a run become milliseconds of the median run: the machine's mood between two
    /// measurements does not count.</summary>
    private static LatencyTables InMilliseconds(double full, int roundTo, IEnumerable<LatencyTable> tables) =>
        new(full, roundTo, tables.Select(table => table with
        {
            Points = table.Points.Select(point => point with { SavedMilliseconds = full * point.SavedMilliseconds }).ToValueList(),
        }).ToValueList());

    private static (StructureKind Kind, int Units, int Least, double Macs, double Parameters) Likeness(
        ModelStructure structure, GroupChoices choices)
    {
        var group = structure.Group(choices.GroupId);
        var (whole, less) = (new Dictionary<string, int>(), new Dictionary<string, int> { [group.Id] = group.Units - 1 });
        return (group.Kind, group.Units, choices.Choices[^1].Kept.Count,
            structure.Cost.Macs(whole) - structure.Cost.Macs(less), structure.Cost.Parameters(whole) - structure.Cost.Parameters(less));
    }
}
