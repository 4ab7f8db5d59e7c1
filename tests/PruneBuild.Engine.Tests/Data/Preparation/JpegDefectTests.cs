using PruneBuild.Engine.Data.Preparation;

namespace PruneBuild.Engine.Tests.Data.Preparation;

[TestClass]
public sealed class JpegDefectTests
{
    private const string Empty = "";

    [TestMethod]
    public void AFileThatDecodesHasNone()
    {
        const string progressive = "FFC2 000B 08 0008 0008 01 01 11 00";
        const string first = "FFDA 0008 01 01 00 00 00 01 3F", refined = "FFDA 0008 01 01 00 00 00 10 3F";
        const string others = "FFDA 0008 01 01 00 01 3F 00 3F";

        Assert.IsNull(JpegDefect.Of(JpegBytes.Of()));
        Assert.IsNull(JpegDefect.Of(JpegBytes.Of(
            start: "FFD8 FFE0 0004 4A46 FFFE 0002", scan: $"FFDD 0004 0001 {JpegBytes.Scan} 3F FFD0 3F")));
        Assert.IsNull(JpegDefect.Of(JpegBytes.Of(frame: progressive, scan: first + refined + others)));
    }

    [TestMethod]
    public void EveryBeginningOfAFileEndsTooEarly()
    {
        var whole = JpegBytes.Of();

        for (var length = 2; length < whole.Length; length++)
            Assert.AreEqual("ends too early", JpegDefect.Of(whole.AsSpan(0, length)), $"{length} bytes");
    }

    [TestMethod]
    [DataRow("FFC0 000B 0C 0008 0008 01 01 11 00", "has 12 bits per sample, and 8 can be decoded")]
    [DataRow("FFC0 000B 08 0000 0008 01 01 11 00", "is 8×0 pixels large")]
    [DataRow("FFC0 000B 08 7010 0DD1 01 01 11 00", "has 3537×28688 pixels, more than 89,478,485")]
    [DataRow("FFC0 0014 08 0008 0008 04 01 11 00 02 11 00 03 11 00 04 11 00", "has four colours (CMYK); save it as RGB")]
    [DataRow("FFC0 000E 08 0008 0008 02 01 11 00 02 11 00", "has 2 colours")]
    [DataRow("FFC0 000B 08 0008 0008 01 01 51 00", "samples a colour in a way that is not allowed")]
    [DataRow("FFC0 0011 08 0008 0008 03 01 31 00 02 21 00 03 11 00", "samples one colour at a fraction of another")]
    [DataRow("FFC0 000A 08 0008 0008 01 01 11", "has a frame of the wrong length")]
    [DataRow(JpegBytes.Frame + JpegBytes.Frame, "has two frames")]
    [DataRow("FFC9 000B 08 0008 0008 01 01 11 00", "is coded arithmetically")]
    [DataRow("FFC3 000B 08 0008 0008 01 01 11 00", "is lossless or hierarchical")]
    [DataRow(Empty, "has pixels before it says how many")]
    [DataRow("FF02 0002", "has a segment of unknown kind 02")]
    [DataRow("FFE0 0001", "has a segment of 1 bytes")]
    [DataRow(JpegBytes.Start, "begins a second time")]
    [DataRow(JpegBytes.End, "has no pixels")]
    [DataRow("FFC0 000B 08 0008 0008 01 01 11 01", "lacks a quantisation table")]
    public void OfAFrame(string frame, string defect) => Assert.AreEqual(defect, JpegDefect.Of(JpegBytes.Of(frame: frame)));

    [TestMethod]
    [DataRow(JpegBytes.DirectCodes, "lacks a Huffman table")]
    [DataRow(JpegBytes.AlternatingCodes, "lacks a Huffman table")]
    [DataRow("FFC4 0015 00 02000000000000000000000000000000 0001", "has a Huffman table that is broken")]
    [DataRow("FFC4 0016 00 03000000000000000000000000000000 000102", "has a Huffman table that is broken")]
    [DataRow("FFC4 0014 00 01000000000000000000000000000000 10", "has a Huffman table that is broken")]
    [DataRow("FFC4 0014 04 01000000000000000000000000000000 00", "has a Huffman table that is broken")]
    [DataRow("FFC4 0013 00 01000000000000000000000000000000", "has a Huffman table that is broken")]
    public void OfCodes(string codes, string defect) => Assert.AreEqual(defect, JpegDefect.Of(JpegBytes.Of(codes: codes)));

    [TestMethod]
    [DataRow("FFDA 0008 01 02 00 00 3F 00")]
    [DataRow("FFDA 0008 02 01 00 00 3F 00")]
    [DataRow("FFDA 0006 00 00 3F 00")]
    public void OfAScan(string scan) => Assert.AreEqual("has a scan that is broken", JpegDefect.Of(JpegBytes.Of(scan: scan)));

    [TestMethod]
    [DataRow("FFDA 0008 01 01 00 00 3F 00")]
    [DataRow("FFDA 0008 01 01 00 05 04 00")]
    [DataRow("FFDA 0008 01 01 00 01 40 00")]
    [DataRow("FFDA 0008 01 01 00 00 00 31")]
    public void OfAProgressiveScan(string scan) => Assert.AreEqual(
        "has a scan that is broken", JpegDefect.Of(JpegBytes.Of(frame: "FFC2 000B 08 0008 0008 01 01 11 00", scan: scan)));

    [TestMethod]
    [DataRow("FFDB 0043 04")]
    [DataRow("FFDB 0043 10")]
    public void OfQuantisers(string beginning) => Assert.AreEqual(
        "has a quantisation table that is broken",
        JpegDefect.Of(JpegBytes.Of(quantisers: beginning + string.Concat(Enumerable.Repeat("01", 64)))));
}
