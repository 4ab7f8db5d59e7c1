using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

[TestClass]
public sealed class PlainSliceTests
{
    [TestMethod]
    public void TheKnownLayerLosesWhatIsKnown()
    {
        var result = new PlainSlice().Reconstruct(new ReconstructionTask(GoldenLayer.Weight, GoldenLayer.Moments, GoldenLayer.Kept));

        Assert.AreEqual(19.7661496, GoldenLayer.SquaredError(result, GoldenLayer.Kept), 1e-7);
        Assert.IsNull(result.BiasChange);
    }
}
