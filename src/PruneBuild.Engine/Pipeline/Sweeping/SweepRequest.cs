using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Sharding;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>What a sweep is asked for.</summary>
/// <param name="Manifest">The manifest, with what the command line says over it.</param>
/// <param name="Entry">The model; its own steps are what a trial varies.</param>
/// <param name="Grid">Methods and budgets.</param>
/// <param name="Caches">Where finished work is found and stored; with none a stopped sweep begins anew.</param>
/// <param name="Part">The part of the trials that this process runs; null for all of them.</param>
/// <param name="Job">The fan-out that a part belongs to; null for none.</param>
public sealed record SweepRequest(
    PruneManifest Manifest, ModelEntry Entry, SweepGrid Grid, CachePlaces Caches, ShardPart? Part = null, string? Job = null)
{
    /// <summary>The trials of this process.</summary>
    public ValueList<SweepPoint> Points => Part is null ? Grid.Points : Grid.Points.ToArray()[Part.Of(Grid.Points.Count)].ToValueList();
}
