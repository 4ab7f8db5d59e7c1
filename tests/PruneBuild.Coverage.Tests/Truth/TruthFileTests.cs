using PruneBuild.Coverage.Truth;
using PruneBuild.Testing;

namespace PruneBuild.Coverage.Tests.Truth;

[TestClass]
public sealed class TruthFileTests
{
    [TestMethod]
    public void GroupedQueriesAreTwoStructuresOnTheSameWeights()
    {
        var truth = Read("""
            {"parameters": {"q.weight": [{"onnx": "a", "how": "transposed"}], "k.weight": [{"onnx": "b", "how": "same"}],
                            "v.weight": [{"onnx": "c", "how": "same"}], "o.weight": [{"onnx": "d", "how": "same"}]},
             "blocks": [{"type": "attention", "stack": "decoder", "layer": 0, "role": "self", "heads": 6, "kv_heads": 2, "head_dim": 4,
                         "q": "q", "k": "k", "v": "v", "o": "o"}]}
            """);

        CollectionAssert.AreEqual(
            new[] { (TrueKind.Heads, 2), (TrueKind.QueryGroups, 3), (TrueKind.QueryKeyWidth, 4), (TrueKind.ValueWidth, 4) },
            truth.Select(structure => (structure.Kind, structure.Units)).ToArray());
        CollectionAssert.AreEqual(new[] { "a", "d" }, truth[1].Carriers.SelectMany(carrier => carrier.Tensors).ToArray());
    }

    [TestMethod]
    public void ATransposedLayerHasItsOutputsOnTheSecondAxis()
    {
        var truth = Read("""
            {"parameters": {"fc.weight": [{"onnx": "w", "how": "transposed"}], "conv.weight": [{"onnx": "k", "how": "row_scaled"}]}, "blocks": [],
             "layers_in_call_order": [{"name": "conv", "type": "Conv2d", "out": 5}, {"name": "fc", "type": "Linear", "out": 7}]}
            """);

        CollectionAssert.AreEqual(new[] { ("conv", 0), ("fc", 1) }, truth.Select(layer => (layer.Name, layer.Carriers[0].Axis)).ToArray());
    }

    private static IReadOnlyList<TrueStructure> Read(string json)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("truth.json");
        File.WriteAllText(path, json);
        return TruthFile.Read(path);
    }
}
