using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Tests.Data.Reading;

[TestClass]
public sealed class PlainTextReaderTests
{
    [TestMethod]
    public void LineEndsOfWindowsAreLineFeeds()
    {
        using var folder = new TemporaryFolder();
        var table = PlainTextReader.Read(folder.Write("a.txt", "a\r\nb\rc\n")).Value!;
        Assert.AreEqual("a\nb\rc\n", ((TextColumn)table.Columns.Single())[0]);
    }
}
