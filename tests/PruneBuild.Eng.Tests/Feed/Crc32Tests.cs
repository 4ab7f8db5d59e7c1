using PruneBuild.Eng.Feed;

namespace PruneBuild.Eng.Tests.Feed;

[TestClass]
public sealed class Crc32Tests
{
    // The check value of CRC-32/ISO-HDLC in the usual catalogues of checksums; nine bytes take both paths.
    [TestMethod]
    public void TheCheckValueIsTheKnownOne() => Assert.AreEqual(0xCBF43926u, Crc32.Of("123456789"u8));

    [TestMethod]
    public void NothingHasTheChecksumZero() => Assert.AreEqual(0u, Crc32.Of([]));
}
