using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Tests.Data.Reading;

[TestClass]
public sealed class JsonLinesReaderTests
{
    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    public void OnlyALineFeedEndsALine(string end)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.jsonl", $"{{ \"text\": \"a\u2028b\u2029c\u0085d\" }}{end}{{ \"text\": \"e\" }}{end}");
        var table = JsonLinesReader.Read(path);
        Assert.IsTrue(table.IsOk, string.Join("; ", table.Diagnostics));
        var texts = (TextColumn)table.Value.Columns.Single();
        Assert.AreEqual(2, texts.Count);
        Assert.AreEqual("a\u2028b\u2029c\u0085d", texts[0]);
        Assert.AreEqual(2, texts.Place(1)!.Line);
    }
}
