using PruneBuild.MSBuild.Lists;

namespace PruneBuild.MSBuild.Tests.Lists;

[TestClass]
public sealed class ModelListTests
{
    [TestMethod]
    public void EveryMemberIsRead()
    {
        var model = ModelList.Parse(ModelLists.Two)[0];
        Assert.AreEqual("sentiment-small", model.Name);
        Assert.AreEqual("/app/models/sentiment.onnx", model.Source);
        Assert.IsFalse(model.IsResource);
        Assert.AreEqual("models/sentiment.onnx", model.Path);
        Assert.AreEqual("pruned", model.Shipped);
        Assert.AreEqual("/app/obj/prune/sentiment-small/sentiment.onnx", model.File);
        CollectionAssert.AreEqual(new[] { "/app/obj/prune/sentiment-small/sentiment.onnx.data" }, model.Data.ToArray());
        Assert.AreEqual("aa11", model.Sha256);
        CollectionAssert.AreEqual(new[] { "dd44" }, model.DataSha256.ToArray());
        Assert.AreEqual(3_000_000_000, model.Bytes);
        CollectionAssert.AreEqual(new[] { "batch", "", "64" }, model.Inputs[0].Shape.ToArray());
        Assert.AreEqual(new ShippedMeasurement("accuracy", 0.911, 0.905), model.Measured[0]);
        Assert.AreEqual(new ShippedMeasurement("agreement", double.NaN, 0.99), model.Measured[1]);
    }

    [TestMethod]
    public void AShippedOriginalHasItsOwnFigures() =>
        Assert.AreEqual(new ShippedMeasurement("accuracy", 0.9, 0.9), ModelList.Parse(ModelLists.Two)[1].Measured[0]);

    [TestMethod]
    public void AnotherVersionIsRefusedByName()
    {
        var error = Assert.ThrowsExactly<FormatException>(() => ModelList.Parse("""{ "version": 2, "models": [] }"""));
        Assert.AreEqual("its version is 2, and this PruneBuild.MSBuild knows 1", error.Message);
    }

    [TestMethod]
    public void AListWithoutHashesOfDataIsReadToo()
    {
        var model = ModelList.Parse(ModelLists.Two.Replace("\"dataSha256\": [\"dd44\"],", ""))[0];
        Assert.HasCount(1, model.Data);
        Assert.IsEmpty(model.DataSha256);
    }

    [TestMethod]
    public void HashesOfOtherDataAreADamagedList()
    {
        var error = Assert.ThrowsExactly<FormatException>(() => ModelList.Parse(ModelLists.Two.Replace("\"dd44\"", "\"dd44\", \"ee55\"")));
        Assert.AreEqual("'dataSha256' has 2 items, and 'data' 1", error.Message);
    }

    [TestMethod]
    public void AMissingMemberIsNamed()
    {
        var error = Assert.ThrowsExactly<FormatException>(() => ModelList.Parse(ModelLists.Two.Replace("\"sha256\"", "\"sha\"")));
        Assert.AreEqual("'sha256' is missing", error.Message);
    }
}
