namespace PruneBuild.Engine.Manifest;

/// <summary>What happens to the build when a gate does not hold.</summary>
public enum OnFail
{
    /// <summary>The build stops; nothing is replaced.</summary>
    Error,

    /// <summary>The build warns and ships the original.</summary>
    KeepOriginal,

    /// <summary>The build warns and ships the pruned model.</summary>
    Warn,
}
