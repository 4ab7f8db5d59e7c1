using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Inference.Runtime;

namespace PruneBuild.Inference.Tests.Runtime;

[TestClass]
public sealed class DeterministicComputeTests
{
    [TestMethod]
    public void OnnxRuntimeTakesTheOption()
    {
        TestModels.Must(RuntimeEnvironment.Start());
        using var options = new SessionOptions();

        DeterministicCompute.Require(options);

        using var session = new InferenceSession(TestModels.TwoLayers().Proto.ToByteArray(), options);
        Assert.HasCount(1, session.OutputNames);
    }
}
