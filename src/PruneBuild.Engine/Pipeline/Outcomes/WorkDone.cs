namespace PruneBuild.Engine.Pipeline.Outcomes;

/// <summary>What had to be done for a model.</summary>
public enum WorkDone
{
    /// <summary>Nothing: the artifact was there.</summary>
    None,

    /// <summary>The artifact came from a cache.</summary>
    Restored,

    /// <summary>It was pruned and measured.</summary>
    Pruned,
}
