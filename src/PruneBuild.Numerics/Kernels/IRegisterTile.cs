namespace PruneBuild.Numerics.Kernels;

/// <summary>C ← C + A·B for one tile of C that fits into the vector registers.</summary>
internal interface IRegisterTile
{
    static abstract int Rows { get; }

    static abstract int Columns { get; }

    /// <param name="a">Packed: for each k, the <see cref="Rows" /> elements of that column of A.</param>
    /// <param name="b">Packed: for each k, the <see cref="Columns" /> elements of that row of B.</param>
    /// <param name="depth">Number of k.</param>
    /// <param name="c">First element of the tile.</param>
    /// <param name="stride">Distance between rows of C, in elements.</param>
    static abstract unsafe void Accumulate(double* a, double* b, int depth, double* c, nint stride);
}
