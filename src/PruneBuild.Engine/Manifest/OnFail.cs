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

/// <summary>The words of the manifest and of the command line for <see cref="OnFail" />.</summary>
public static class OnFailWords
{
    /// <summary>One for each.</summary>
    public static IReadOnlyList<(string Word, OnFail Value)> All { get; } =
        [("error", OnFail.Error), ("keep-original", OnFail.KeepOriginal), ("warn", OnFail.Warn)];
}
