using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Statistics;

/// <summary>The block rows in which a Gram matrix is computed: from the diagonal block to the right edge.</summary>
internal static class GramBlocks
{
    /// <summary>Elements of each block row; none when the site has no Gram matrix.</summary>
    public static IEnumerable<int> Sizes(MomentSite site) => site.Detail != MomentDetail.Gram
        ? []
        : Enumerable.Range(0, site.Blocks).Select(block => Height(site, block) * (site.Features - Start(block)));

    /// <summary>The whole symmetric matrix [p, p].</summary>
    public static Matrix Join(MomentSite site, IReadOnlyList<double[]> blocks)
    {
        var p = site.Features;
        var gram = new double[p * p];
        for (var block = 0; block < blocks.Count; block++)
        {
            var (start, width) = (Start(block), p - Start(block));
            for (var i = 0; i < Height(site, block); i++)
                blocks[block].AsSpan(i * width, width).CopyTo(gram.AsSpan(((start + i) * p) + start));
        }

        // The upper half counts: within a diagonal block a matrix product need not round both halves alike.
        for (var i = 0; i < p; i++)
            for (var j = 0; j < i; j++)
                gram[(i * p) + j] = gram[(j * p) + i];
        return Matrix.Adopt(p, p, gram);
    }

    private static int Start(int block) => block * MomentSite.BlockWidth;

    private static int Height(MomentSite site, int block) => Math.Min(MomentSite.BlockWidth, site.Features - Start(block));
}
