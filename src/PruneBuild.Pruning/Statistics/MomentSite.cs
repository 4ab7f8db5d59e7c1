namespace PruneBuild.Pruning.Statistics;

/// <summary>Features that are summed once, for every request that asks for them.</summary>
/// <param name="Name">Prefix of the outputs.</param>
/// <param name="Tap">The value that the features are read from.</param>
/// <param name="Features">p.</param>
/// <param name="Detail">The most that any request asks for.</param>
/// <param name="Targets">The values that the features are correlated with.</param>
/// <param name="Requests">Whom it serves.</param>
public sealed record MomentSite(
    string Name, string Tap, int Features, MomentDetail Detail, ValueList<MomentTarget> Targets, ValueList<MomentRequest> Requests)
{
    /// <summary>Columns of a block of the Gram matrix: wide enough for a fast product,
    /// narrow enough to skip most of the lower half.</summary>
    internal const int BlockWidth = 256;

    /// <summary>Output [1, 1]: n.</summary>
    public string RowsOutput => $"{Name}/rows";

    /// <summary>Output [1, p]: s.</summary>
    public string SumsOutput => $"{Name}/sums";

    /// <summary>Output [1, p]: diag(FᵀF); only when the whole Gram matrix is not computed.</summary>
    public string SquaresOutput => $"{Name}/squares";

    /// <summary>Number of block rows of the Gram matrix.</summary>
    internal int Blocks => (Features + BlockWidth - 1) / BlockWidth;

    /// <summary>All outputs.</summary>
    public IEnumerable<string> Outputs =>
    [
        RowsOutput,
        SumsOutput,
        .. Detail == MomentDetail.Gram ? Enumerable.Range(0, Blocks).Select(GramOutput) : [SquaresOutput],
        .. Targets.SelectMany(target => (string[])[target.CrossOutput, target.SumsOutput]),
    ];

    /// <summary>Output [width, p − start]: the rows of the Gram matrix from start = block·<see cref="BlockWidth" />, right of the diagonal
    /// block's left edge.</summary>
    internal string GramOutput(int block) => $"{Name}/gram/{block}";
}

/// <summary>A value Z that features are correlated with.</summary>
/// <param name="Name">Prefix of the outputs.</param>
/// <param name="Value">The value.</param>
/// <param name="Outputs">o.</param>
public sealed record MomentTarget(string Name, string Value, int Outputs)
{
    /// <summary>Output [p, o]: R = FᵀZ.</summary>
    public string CrossOutput => $"{Name}/cross";

    /// <summary>Output [1, o]: r.</summary>
    public string SumsOutput => $"{Name}/sums";
}
