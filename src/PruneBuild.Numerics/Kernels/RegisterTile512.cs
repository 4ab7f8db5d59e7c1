using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PruneBuild.Numerics.Kernels;

/// <summary>The innermost kernel where vectors hold eight doubles: an 8×24 tile of C in 24 registers.</summary>
/// <remarks>Each element is one chain of fused multiply-adds in the order of k, as in <see cref="RegisterTile256" />: same bits.</remarks>
internal readonly struct RegisterTile512 : IRegisterTile
{
    public static int Rows => 8;

    public static int Columns => 24;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Accumulate(double* a, double* b, int depth, double* c, nint stride)
    {
        Triple r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default, r6 = default, r7 = default;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + 8);
            var b2 = Vector512.Load(b + 16);
            r0 = r0.Add(a[0], b0, b1, b2);
            r1 = r1.Add(a[1], b0, b1, b2);
            r2 = r2.Add(a[2], b0, b1, b2);
            r3 = r3.Add(a[3], b0, b1, b2);
            r4 = r4.Add(a[4], b0, b1, b2);
            r5 = r5.Add(a[5], b0, b1, b2);
            r6 = r6.Add(a[6], b0, b1, b2);
            r7 = r7.Add(a[7], b0, b1, b2);
            a += 8;
            b += 24;
        }
        r0.AddTo(c);
        r1.AddTo(c + stride);
        r2.AddTo(c + (2 * stride));
        r3.AddTo(c + (3 * stride));
        r4.AddTo(c + (4 * stride));
        r5.AddTo(c + (5 * stride));
        r6.AddTo(c + (6 * stride));
        r7.AddTo(c + (7 * stride));
    }

    private readonly struct Triple(Vector512<double> first, Vector512<double> second, Vector512<double> third)
    {
        private readonly Vector512<double> first = first;
        private readonly Vector512<double> second = second;
        private readonly Vector512<double> third = third;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Triple Add(double a, Vector512<double> b0, Vector512<double> b1, Vector512<double> b2)
        {
            var factor = Vector512.Create(a);
            return new(
                Vector512.FusedMultiplyAdd(factor, b0, first),
                Vector512.FusedMultiplyAdd(factor, b1, second),
                Vector512.FusedMultiplyAdd(factor, b2, third));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public unsafe void AddTo(double* c)
        {
            (Vector512.Load(c) + first).Store(c);
            (Vector512.Load(c + 8) + second).Store(c + 8);
            (Vector512.Load(c + 16) + third).Store(c + 16);
        }
    }
}
