using PruneBuild.Onnx.Editing;

namespace PruneBuild.Onnx.Tests.Editing;

[TestClass]
public sealed class UniqueNamesTests
{
    [TestMethod]
    public void AFreeNameIsGivenOnceAndThenNumbered()
    {
        var names = new UniqueNames(new());
        Assert.AreEqual("mask", names.Next("mask"));
        Assert.AreEqual("mask_1", names.Next("mask"));
        Assert.AreEqual("mask_2", names.Next("mask"));
    }

    [TestMethod]
    [DataRow("x")]
    [DataRow("w")]
    [DataRow("y")]
    [DataRow("local_sum")]
    [DataRow("local")]
    public void NamesOfTheGraphAndOfItsBodiesAreTaken(string name) =>
        Assert.AreEqual(name + "_1", new UniqueNames(BranchingModel.Build().Graph).Next(name));
}
