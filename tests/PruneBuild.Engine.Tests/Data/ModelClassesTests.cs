using PruneBuild.Engine.Data;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data;

[TestClass]
public sealed class ModelClassesTests
{
    [TestMethod]
    public void ScoresOfARecordAreClasses() => Assert.AreEqual(10, ModelClasses.Of(Model("batch", 10)));

    [TestMethod]
    public void ASingleNumberIsNoClass() => Assert.AreEqual(0, ModelClasses.Of(Model("batch", 1)));

    [TestMethod]
    public void SequencesAndOpenSizesAreNoClasses()
    {
        Assert.AreEqual(0, ModelClasses.Of(Model("batch", "sequence", 10)));
        Assert.AreEqual(0, ModelClasses.Of(Model("batch", "n")));
    }

    private static OnnxModel Model(params Dim[] output) => new ModelBuilder()
        .Input("x", ElementType.Float, output).Node("Relu", ["x"], ["y"]).Output("y", ElementType.Float, output).Build();
}
