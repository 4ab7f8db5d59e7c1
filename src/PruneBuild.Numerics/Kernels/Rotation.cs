namespace PruneBuild.Numerics.Kernels;

/// <summary>Rows k and k + 1 become c·row_k + s·row_{k+1} and c·row_{k+1} − s·row_k.</summary>
internal readonly record struct Rotation(int Row, double Cosine, double Sine);
