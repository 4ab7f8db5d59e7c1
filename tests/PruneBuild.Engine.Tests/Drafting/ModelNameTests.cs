using PruneBuild.Engine.Drafting;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class ModelNameTests
{
    [TestMethod]
    [DataRow("models/resnet20.onnx", "resnet20")]
    [DataRow("models/my model (1).onnx", "my-model-1")]
    [DataRow("models/Mein Modell ü (1).onnx", "Mein-Modell-1")]
    [DataRow("models/--a__b.c--.onnx", "a__b.c")]
    [DataRow("models/.hidden.onnx", "hidden")]
    [DataRow("models/模型.onnx", "model")]
    [DataRow("models/a..onnx", "a")]
    [DataRow("models/con.onnx", "model-con")]
    [DataRow("models/NUL.v2.onnx", "model-NUL.v2")]
    [DataRow("models/slurm.onnx", "model-slurm")]
    public void HasOnlyWhatNamesMayHave(string path, string expected) => Assert.AreEqual(expected, ModelName.Of(path, []));

    [TestMethod]
    public void ATakenNameIsNumbered()
    {
        Assert.AreEqual("a-2", ModelName.Of("x/a.onnx", ["A"]));
        Assert.AreEqual("a-3", ModelName.Of("x/a.onnx", ["a", "a-2"]));
    }
}
