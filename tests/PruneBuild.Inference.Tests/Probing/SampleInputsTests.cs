using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Inference.Tests.Probing;

[TestClass]
public sealed class SampleInputsTests
{
    [TestMethod]
    public void IdsStayWithinTheTableThatTheyIndex()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, "batch", "sequence").Weight("table", 1, 3, 2)
            .Node("Gather", ["table", "ids"], ["y"]).Output("y").Build();

        var ids = TestModels.Must(SampleInputs.Create(model, new Dictionary<string, long> { ["batch"] = 20, ["sequence"] = 20 }))["ids"];

        CollectionAssert.AreEquivalent(new long[] { 0, 1, 2 }, ids.ToInt64s().Distinct().ToArray());
    }

    [TestMethod]
    public void MasksAreOnes()
    {
        var model = new ModelBuilder().Input("attention_mask", ElementType.Int64, 2, 3).Node("Identity", ["attention_mask"], ["y"]).Output("y").Build();

        Assert.IsTrue(TestModels.Must(SampleInputs.Create(model))["attention_mask"].ToInt64s().All(value => value == 1));
    }

    [TestMethod]
    public void MoreIdsThanAProbeCanHoldAreRefused()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, 1024, 1024).Weight("table", 1, 3, 2).Node("Gather", ["table", "ids"], ["y"]).Output("y").Build();

        var created = SampleInputs.Create(model);

        Assert.AreEqual("PB3008", created.Diagnostics.Single().Code);
        StringAssert.Contains(created.Diagnostics[0].Message, "'ids'");
    }

    [TestMethod]
    public void ATableGatheredAlongAnAxisItDoesNotHaveSaysNothingAboutIds()
    {
        var model = new ModelBuilder()
            .Input("ids", ElementType.Int64, 2).Weight("table", 1, 3, 2).Node("Gather", ["table", "ids"], ["y"], ("axis", 5)).Output("y").Build();

        Assert.AreEqual(2L, TestModels.Must(SampleInputs.Create(model))["ids"].Count);
        Assert.AreEqual("PB3004", SampleInputs.Probe(model, Device.Cpu).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void OpenSizesAreTriedUntilOneFits()
    {
        // Four halvings by a window that must divide: no prime survives, 64 does.
        var model = new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 1, "height", "width").Integers("shape", 0, 1, 16, -1)
            .Node("MaxPool", ["x"], ["p"], ("kernel_shape", new long[] { 4, 4 }), ("strides", new long[] { 4, 4 }))
            .Node("Reshape", ["p", "shape"], ["y"]).Output("y").Build();

        var probed = TestModels.Must(SampleInputs.Probe(model, Device.Cpu));

        Assert.AreEqual(64L, probed.Inputs["x"].Shape[2]);
        Assert.AreEqual(16L, probed.Facts.Find("y")!.Shape[2]);
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameInputs()
    {
        var model = TestModels.Chain();

        CollectionAssert.AreEqual(Values(1), Values(1));
        CollectionAssert.AreNotEqual(Values(1), Values(2));

        float[] Values(int seed) => TestModels.Must(SampleInputs.Create(model, seed: seed))["x"].ToFloats();
    }

    [TestMethod]
    public void AnInputOfTextIsRefusedByName()
    {
        var model = new ModelBuilder().Input("sentence", ElementType.String, "n").Node("Identity", ["sentence"], ["y"]).Output("y").Build();

        var created = SampleInputs.Create(model);

        Assert.AreEqual("PB3008", created.Diagnostics.Single().Code);
        StringAssert.Contains(created.Diagnostics[0].Message, "'sentence'");
    }
}
