using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Tests.Data.Reading;

[TestClass]
public sealed class IdxReaderTests
{
    [TestMethod]
    [DataRow("train-images-idx3-ubyte", true)]
    [DataRow("t10k-labels-idx1-ubyte.gz", true)]
    [DataRow("digits.idx", true)]
    [DataRow("digits.idx.gz", true)]
    [DataRow("train-idx.csv", false)]
    [DataRow("train-images-idx3-ubyte.npy", false)]
    [DataRow("a-idx3-ubyte/table.csv", false)]
    public void OnlyNamesOfMnistsFormAreIdx(string path, bool expected) => Assert.AreEqual(expected, IdxReader.IsIdx(path));
}
