using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Tests.Data.Tables;

[TestClass]
public sealed class RecordTableTests
{
    [TestMethod]
    [DataRow(20, "c18, c19.")]
    [DataRow(23, "c18, c19 and 3 more.")]
    public void AColumnThatIsMissingIsToldWithThoseThatAreThere(int columns, string end)
    {
        var table = new RecordTable(
            "a.csv", 1, Enumerable.Range(0, columns).Select(column => (Column)new TextColumn($"c{column}", ["x"])).ToValueList());

        StringAssert.EndsWith(table.Require("unlike any of them").Diagnostics.Single().Message, end);
    }
}
