using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Tests.Reporting;

[TestClass]
public sealed class AmountTests
{
    [TestMethod]
    [DataRow(0, "0 rows")]
    [DataRow(1, "1 row")]
    [DataRow(912, "912 rows")]
    public void RowsAreCountedAsPeopleDo(int rows, string words) => Assert.AreEqual(words, Amount.Of(rows, "row"));
}
