using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>How much goes.</summary>
/// <param name="Span">Place of the value.</param>
public abstract record Removal(SourceSpan Span)
{
    /// <summary>True when a time is asked for.</summary>
    internal bool IsTime => this is Share { Cost: CostWord.Latency } or Target { Cost: CostWord.Latency };

    /// <summary>A share of a cost.</summary>
    /// <param name="Cost">Which cost.</param>
    /// <param name="Removed">Share that goes, above 0 and below 1.</param>
    /// <param name="Span">Place of the value.</param>
    public sealed record Share(CostWord Cost, double Removed, SourceSpan Span) : Removal(Span);

    /// <summary>A cost falls to a number.</summary>
    /// <param name="Cost">Which cost.</param>
    /// <param name="Limit">FLOPs (a multiply-add is two), elements, bytes, or milliseconds; above 0.</param>
    /// <param name="Span">Place of the value.</param>
    public sealed record Target(CostWord Cost, double Limit, SourceSpan Span) : Removal(Span);

    /// <summary>The same share of units in every group.</summary>
    /// <param name="Removed">Share that goes, above 0 and below 1.</param>
    /// <param name="Span">Place of the value.</param>
    public sealed record Units(double Removed, SourceSpan Span) : Removal(Span);

    /// <summary>Weights become zero, anywhere.</summary>
    /// <param name="Zeros">Share of zeros, above 0 and below 1.</param>
    /// <param name="Span">Place of the value.</param>
    public sealed record Sparsity(double Zeros, SourceSpan Span) : Removal(Span);

    /// <summary>Weights become zero so that at most <paramref name="Kept" /> of <paramref name="Of" /> neighbours are left.</summary>
    /// <param name="Kept">N of N:M, at least 1.</param>
    /// <param name="Of">M of N:M, above N.</param>
    /// <param name="Span">Place of the value.</param>
    public sealed record Pattern(int Kept, int Of, SourceSpan Span) : Removal(Span);

    /// <summary>As much as the gates allow, found by search.</summary>
    /// <param name="Span">Place of the value.</param>
    public sealed record AsMuchAsGates(SourceSpan Span) : Removal(Span);
}

/// <summary>Costs that a budget can name.</summary>
public enum CostWord
{
    /// <summary>Floating-point operations of one record; a multiply-add is two.</summary>
    Flops,

    /// <summary>Elements of the weights.</summary>
    Parameters,

    /// <summary>Bytes of the weights.</summary>
    Bytes,

    /// <summary>Time of a run, measured.</summary>
    Latency,
}
