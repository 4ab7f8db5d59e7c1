namespace PruneBuild.Engine.Pipeline.Sharding;

/// <summary>Work that other processes do in parts; they tell what came of it through a cache and in no other way.</summary>
public interface IShardedWork
{
    /// <summary>The pieces, in words, in the order in which <see cref="ShardPart" /> divides them.</summary>
    ValueList<string> Pieces { get; }

    /// <summary>Which pieces are told to be done, or to have failed; asks the caches for those that were not.</summary>
    IReadOnlyList<bool> Look();
}
