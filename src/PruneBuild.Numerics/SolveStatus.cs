namespace PruneBuild.Numerics;

/// <summary>How a factorisation or a solve ended. Numbers go wrong in ordinary work, so the caller decides; nothing is thrown.</summary>
public enum SolveStatus
{
    /// <summary>The result can be used.</summary>
    Solved,

    /// <summary>A pivot was not clearly positive: columns are linearly dependent, or the matrix is no Gram matrix.</summary>
    NotPositiveDefinite,

    /// <summary>The input, or the result, holds NaN or infinite elements.</summary>
    NotFinite,

    /// <summary>An iteration used up its steps.</summary>
    NotConverged,
}
