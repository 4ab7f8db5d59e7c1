using System.IO.Compression;
using System.Text;
using PruneBuild.Eng.Feed;

namespace PruneBuild.Eng.Tests.Feed;

[TestClass]
public sealed class StoredZipTests
{
    [TestMethod]
    public void AnotherZipReaderFindsEveryEntryWithItsContent()
    {
        var random = new Random(7);
        var large = new byte[100_003];
        random.NextBytes(large);

        using var zip = new ZipArchive(new MemoryStream(Write(("größe.txt", "text"u8.ToArray()), ("a/empty", []), ("a/large.bin", large))));

        CollectionAssert.AreEqual(new[] { "größe.txt", "a/empty", "a/large.bin" }, zip.Entries.Select(entry => entry.FullName).ToArray());
        Assert.AreEqual("text", Encoding.UTF8.GetString(Content(zip, "größe.txt")));
        Assert.IsEmpty(Content(zip, "a/empty"));
        CollectionAssert.AreEqual(large, Content(zip, "a/large.bin"));
    }

    [TestMethod]
    public void TheSameEntriesGiveTheSameBytes() =>
        CollectionAssert.AreEqual(Write(("a", [1, 2]), ("b", [3])), Write(("a", [1, 2]), ("b", [3])));

    private static byte[] Write(params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using var zip = new StoredZip(stream);
        foreach (var (name, content) in entries)
            zip.Add(name, content);
        zip.Finish();
        return stream.ToArray();
    }

    // The reader checks the checksum when an entry is read to its end.
    private static byte[] Content(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
