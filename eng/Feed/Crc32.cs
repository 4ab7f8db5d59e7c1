namespace PruneBuild.Eng.Feed;

/// <summary>The checksum of zip entries: CRC-32 with the reflected polynomial EDB88320.</summary>
internal static class Crc32
{
    // Eight tables, so that eight bytes are taken at once: the packages hold a hundred megabytes.
    private static readonly uint[][] tables = Tables();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc ^= BitConverter.ToUInt32(bytes);
            var next = BitConverter.ToUInt32(bytes[4..]);
            crc = tables[7][crc & 255] ^ tables[6][crc >> 8 & 255] ^ tables[5][crc >> 16 & 255] ^ tables[4][crc >> 24]
                ^ tables[3][next & 255] ^ tables[2][next >> 8 & 255] ^ tables[1][next >> 16 & 255] ^ tables[0][next >> 24];
        }

        foreach (var value in bytes)
            crc = tables[0][(crc ^ value) & 255] ^ crc >> 8;
        return ~crc;
    }

    private static uint[][] Tables()
    {
        var all = new uint[8][];
        all[0] = [.. Enumerable.Range(0, 256).Select(value => Shifted((uint)value))];
        for (var table = 1; table < 8; table++)
            all[table] = [.. all[table - 1].Select(crc => all[0][crc & 255] ^ crc >> 8)];
        return all;
    }

    private static uint Shifted(uint crc)
    {
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320u;
        return crc;
    }
}
