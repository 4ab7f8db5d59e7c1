namespace PruneBuild.Numerics;

/// <summary>How a solve ended, in words for messages.</summary>
public static class SolveWords
{
    /// <summary>Why there is no result, after "failed: ".</summary>
    /// <exception cref="ArgumentOutOfRangeException">It did not fail.</exception>
    public static string Of(SolveStatus status) => status switch
    {
        SolveStatus.NotPositiveDefinite => "features hardly vary or depend on one another",
        SolveStatus.NotFinite => "numbers are not finite (NaN or infinity)",
        SolveStatus.NotConverged => "its steps did not suffice",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No failure."),
    };
}
