using PruneBuild.Inference.Devices;

namespace PruneBuild.Inference.Tests.Devices;

[TestClass]
public sealed class DeviceSelectionTests
{
    [TestMethod]
    [DataRow("cuda")]
    [DataRow("cuda:7")]
    public void CudaWithoutAGpuIsAnErrorThatSaysWhatIsMissing(string request)
    {
        var selected = DeviceSelection.Select(request);

        if (selected.IsOk)
            Assert.Inconclusive($"This machine has a GPU: {selected.Value.Description}");
        var diagnostic = selected.Diagnostics.Single();
        Assert.AreEqual("PB3002", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, $"'{request}' was asked for, but ");
        Assert.DoesNotContain("but .", diagnostic.Message);
    }

    [TestMethod]
    [DataRow("tpu")]
    [DataRow("cuda:")]
    [DataRow("cuda:-1")]
    [DataRow("cuda: 1")]
    [DataRow("CPU")]
    [DataRow("")]
    public void AnotherWordIsNamed(string request)
    {
        var selected = DeviceSelection.Select(request);

        Assert.AreEqual("PB3001", selected.Diagnostics.Single().Code);
        StringAssert.Contains(selected.Diagnostics[0].Message, $"'{request}'");
    }

    [TestMethod]
    public void AutoTakesWhatThereIsAndSaysSo()
    {
        var selected = TestModels.Must(DeviceSelection.Select("auto"));

        var prefix = DeviceSelection.Select("cuda").IsOk ? "cuda:0 (" : "cpu (";
        Assert.IsTrue(selected.Description.StartsWith(prefix, StringComparison.Ordinal), selected.Description);
    }

    [TestMethod]
    public void CpuIsTheProcessor() => Assert.AreEqual(Device.Cpu, TestModels.Must(DeviceSelection.Select("cpu")));
}
