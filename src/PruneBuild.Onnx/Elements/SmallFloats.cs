namespace PruneBuild.Onnx.Elements;

/// <summary>Floats of 4, 8 and 16 bits that .NET has no type for.</summary>
/// <remarks>Formats: Micikevicius et al., "FP8 formats for deep learning" (E4M3FN, E5M2); Noune et al. (the FNUZ kinds); OCP microscaling
/// formats 1.0 (E2M1, E8M0).</remarks>
internal static class SmallFloats
{
    private static readonly float[] E2M1 = Table(4, bits => Decode(bits, 4, mantissaBits: 1, bias: 1));
    private static readonly float[] E4M3FN = Table(8, DecodeE4M3FN);
    private static readonly float[] E4M3FNUZ = Table(8, bits => bits == 0x80 ? float.NaN : Decode(bits, 8, mantissaBits: 3, bias: 8));
    private static readonly float[] E5M2FNUZ = Table(8, bits => bits == 0x80 ? float.NaN : Decode(bits, 8, mantissaBits: 2, bias: 16));
    private static readonly float[] E5M2 = Table(8, DecodeE5M2);
    private static readonly float[] E8M0 = Table(8, bits => bits == 0xFF ? float.NaN : (float)Math.ScaleB(1.0, bits - 127));

    /// <summary>The float that each bit pattern of the type stands for.</summary>
    public static ReadOnlySpan<float> Values(ElementType type) => type switch
    {
        ElementType.Float4E2M1 => E2M1,
        ElementType.Float8E4M3FN => E4M3FN,
        ElementType.Float8E4M3FNUZ => E4M3FNUZ,
        ElementType.Float8E5M2 => E5M2,
        ElementType.Float8E5M2FNUZ => E5M2FNUZ,
        ElementType.Float8E8M0 => E8M0,
        _ => throw new ArgumentException($"{type} is not a float of 4 or 8 bits.", nameof(type)),
    };

    /// <summary>A bfloat16 is the upper half of a float.</summary>
    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest bfloat16, ties to even; a NaN stays one.</summary>
    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static float DecodeE4M3FN(int bits) => (bits & 0x7F) == 0x7F ? float.NaN : Decode(bits, 8, mantissaBits: 3, bias: 7);

    private static float DecodeE5M2(int bits) => (bits & 0x7F) switch
    {
        0x7C => bits == 0x7C ? float.PositiveInfinity : float.NegativeInfinity,
        > 0x7C => float.NaN,
        _ => Decode(bits, 8, mantissaBits: 2, bias: 15),
    };

    private static float Decode(int bits, int width, int mantissaBits, int bias)
    {
        var mantissa = bits & ((1 << mantissaBits) - 1);
        var exponent = (bits & ((1 << (width - 1)) - 1)) >> mantissaBits;
        var significand = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits);
        var magnitude = Math.ScaleB(significand, Math.Max(exponent, 1) - bias - mantissaBits);
        return (float)(bits >> (width - 1) == 0 ? magnitude : -magnitude);
    }

    private static float[] Table(int width, Func<int, float> decode) => [.. Enumerable.Range(0, 1 << width).Select(decode)];
}
