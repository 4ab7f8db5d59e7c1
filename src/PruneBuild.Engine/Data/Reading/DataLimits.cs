namespace PruneBuild.Engine.Data.Reading;

/// <summary>How much of a file is taken into memory: checked before anything is allocated,
/// so that a hostile header cannot exhaust it.</summary>
internal static class DataLimits
{
    /// <summary>Bytes of one array or file: what one block of memory can hold.</summary>
    public const long BlockBytes = 0x7FFF_0000;

    /// <summary>Bytes of a text file after decompression.</summary>
    public const long TextBytes = 1L << 30;

    /// <summary>Bytes of one compressed image.</summary>
    public const long ImageBytes = 256L << 20;

    /// <summary>Deflate cannot compress better than about 1032 to 1; a file that claims to is lying.</summary>
    public const long DeflateRatio = 1040;

    /// <summary>The bytes for people: <c>2.0 GiB</c>.</summary>
    public static string Text(double bytes) => bytes >= 1L << 30
        ? FormattableString.Invariant($"{bytes / (1L << 30):0.0} GiB")
        : FormattableString.Invariant($"{bytes / (1L << 20):0.0} MiB");
}
