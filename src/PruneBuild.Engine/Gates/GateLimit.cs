using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Gates;

/// <summary>One limit of a gate.</summary>
/// <param name="Kind">How the number is compared.</param>
/// <param name="Amount">The number, in the metric's unit (bytes, milliseconds, FLOPs), or a share when <paramref name="IsShare" />.</param>
/// <param name="IsShare">True for a share of the original's value, <c>max-drop: 2%</c>.</param>
/// <param name="Text">The limit as the manifest writes it: <c>40 MB</c>.</param>
/// <param name="Span">Place of the number.</param>
public sealed record GateLimit(LimitKind Kind, double Amount, bool IsShare, string Text, SourceSpan Span);

/// <summary>How a limit compares.</summary>
public enum LimitKind
{
    /// <summary>The value is at least this.</summary>
    Min,

    /// <summary>The value is at most this.</summary>
    Max,

    /// <summary>The value is at most this far below the original's.</summary>
    MaxDrop,

    /// <summary>The value is at most this far above the original's.</summary>
    MaxRise,

    /// <summary>The value is at most this many times the original's.</summary>
    MaxRatio,
}
