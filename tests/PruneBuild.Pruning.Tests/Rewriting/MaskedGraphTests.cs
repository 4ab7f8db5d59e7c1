using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class MaskedGraphTests
{
    [TestMethod]
    public void SilencingNothingChangesNoBit()
    {
        foreach (var model in new[] { TinyModels.Mlp(), TinyModels.Encoder(), TinyModels.ResidualConvolutions() })
        {
            var inferred = Inferred.Of(model);
            foreach (var group in inferred.Structure.Groups)
            {
                var masked = MaskedGraph.Mask(model, inferred.Probe.Facts, group, []);

                CollectionAssert.AreEqual(Run(model, inferred), Run(masked, inferred), group.Id);
            }
        }
    }

    [TestMethod]
    public void SilencingIsForTheConsumersOnly()
    {
        var inferred = Inferred.Of(TinyModels.Mlp());
        var proto = inferred.Model.Proto.Clone();
        proto.Graph.Output.Add(new Onnx.Proto.ValueInfoProto { Name = "b" });
        var model = new OnnxModel(proto);

        var masked = MaskedGraph.Mask(model, inferred.Probe.Facts, inferred.Structure.Group("first"), [0, 1, 2]);

        CollectionAssert.AreEqual(Run(model, inferred, "b"), Run(masked, inferred, "b"));
        CollectionAssert.AreNotEqual(Run(model, inferred), Run(masked, inferred));
    }

    private static float[] Run(OnnxModel model, Inferred inferred, string output = "y")
    {
        var opened = ModelSession.Open(model, Device.Cpu, new SessionSettings(1, GraphOptimization.None));
        Assert.IsTrue(opened.IsOk, string.Join("; ", opened.Diagnostics));
        using var session = opened.Value;
        return session.Run(inferred.Probe.Inputs)[output].ToFloats();
    }
}
