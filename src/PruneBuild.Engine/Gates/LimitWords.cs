namespace PruneBuild.Engine.Gates;

/// <summary>The words of limits in prune.yaml.</summary>
public static class LimitWords
{
    /// <summary><c>max-drop</c> and its kin.</summary>
    public static string Of(LimitKind kind) => kind switch
    {
        LimitKind.Min => "min",
        LimitKind.Max => "max",
        LimitKind.MaxDrop => "max-drop",
        LimitKind.MaxRise => "max-rise",
        LimitKind.MaxRatio => "max-ratio",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a limit."),
    };
}
