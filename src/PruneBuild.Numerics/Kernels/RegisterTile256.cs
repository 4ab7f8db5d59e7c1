using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PruneBuild.Numerics.Kernels;

/// <summary>The innermost kernel where vectors hold four doubles or fewer: a 4×12 tile of C in 12 registers.</summary>
/// <remarks>Each element is one chain of fused multiply-adds in the order of k, as in <see cref="RegisterTile512" />: same bits.</remarks>
internal readonly struct RegisterTile256 : IRegisterTile
{
    public static int Rows => 4;

    public static int Columns => 12;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Accumulate(double* a, double* b, int depth, double* c, nint stride)
    {
        Triple r0 = default, r1 = default, r2 = default, r3 = default;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector256.Load(b);
            var b1 = Vector256.Load(b + 4);
            var b2 = Vector256.Load(b + 8);
            r0 = r0.Add(a[0], b0, b1, b2);
            r1 = r1.Add(a[1], b0, b1, b2);
            r2 = r2.Add(a[2], b0, b1, b2);
            r3 = r3.Add(a[3], b0, b1, b2);
            a += 4;
            b += 12;
        }
        r0.AddTo(c);
        r1.AddTo(c + stride);
        r2.AddTo(c + (2 * stride));
        r3.AddTo(c + (3 * stride));
    }

    private readonly struct Triple(Vector256<double> first, Vector256<double> second, Vector256<double> third)
    {
        private readonly Vector256<double> first = first;
        private readonly Vector256<double> second = second;
        private readonly Vector256<double> third = third;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Triple Add(double a, Vector256<double> b0, Vector256<double> b1, Vector256<double> b2)
        {
            var factor = Vector256.Create(a);
            return new(
                Vector256.FusedMultiplyAdd(factor, b0, first),
                Vector256.FusedMultiplyAdd(factor, b1, second),
                Vector256.FusedMultiplyAdd(factor, b2, third));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe void AddTo(double* c)
        {
            (Vector256.Load(c) + first).Store(c);
            (Vector256.Load(c + 4) + second).Store(c + 4);
            (Vector256.Load(c + 8) + third).Store(c + 8);
        }
    }
}
