using PruneBuild.Engine.Pruning.Refitting;

namespace PruneBuild.Engine.Tests.Pruning.Refitting;

[TestClass]
public sealed class RefitNotesTests
{
    [TestMethod]
    [DataRow(0, "0 rows")]
    [DataRow(1, "1 row")]
    [DataRow(912, "912 rows")]
    public void RowsAreCountedAsPeopleDo(int rows, string words) => Assert.AreEqual(words, RefitNotes.Rows(rows));
}
