namespace PruneBuild.Numerics.Kernels;

/// <summary>Where the recursive algorithms cut: about the middle, on a boundary that suits the register tiles.</summary>
internal static class Halves
{
    private const int Boundary = 24;

    public static (int Head, int Tail) Of(int size)
    {
        var head = ((size / 2) + Boundary - 1) / Boundary * Boundary;
        return (head, size - head);
    }
}
