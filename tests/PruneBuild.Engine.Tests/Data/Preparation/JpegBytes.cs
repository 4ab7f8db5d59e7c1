namespace PruneBuild.Engine.Tests.Data.Preparation;

/// <summary>A JPEG file of 8×8 pixels of one grey, segment by segment.</summary>
internal static class JpegBytes
{
    public const string Start = "FFD8", End = "FFD9", Pixels = "3F";

    public const string Frame = "FFC0 000B 08 0008 0008 01 01 11 00";

    /// <summary>A code of one bit that says: the same as before.</summary>
    public const string DirectCodes = "FFC4 0014 00 01000000000000000000000000000000 00";

    /// <summary>A code of one bit that says: nothing more in this block.</summary>
    public const string AlternatingCodes = "FFC4 0014 10 01000000000000000000000000000000 00";

    public const string Scan = "FFDA 0008 01 01 00 00 3F 00";

    /// <summary>A table of ones.</summary>
    public static string Quantisers { get; } = "FFDB 0043 00" + string.Concat(Enumerable.Repeat("01", 64));

    /// <summary>The whole file, with some of its segments replaced.</summary>
    public static byte[] Of(
        string start = Start, string? quantisers = null, string frame = Frame, string codes = DirectCodes + AlternatingCodes,
        string scan = Scan + Pixels, string end = End) =>
        Convert.FromHexString($"{start}{quantisers ?? Quantisers}{frame}{codes}{scan}{end}".Replace(" ", "", StringComparison.Ordinal));
}
