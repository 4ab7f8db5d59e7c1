using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Tests.Manifest;

[TestClass]
public sealed class DataPathsTests
{
    [TestMethod]
    public void EveryPathOfTheDataIsKnownAndCanBeReplaced()
    {
        var data = ManifestReader.Parse("""
            version: 1
            models:
              a:
                source: a.onnx
                data:
                  calibration: train.tsv
                  validation: { file: dev.u16, take: 3, labels: dev.tsv }
                  prepare:
                    - tokenize: { kind: wordpiece, vocabulary: vocab.txt }
                    - graph: prepare.onnx
                prune: { method: magnitude, remove: { flops: 50% } }
            """, "prune.yaml").Value!.Models[0].Data!;
        CollectionAssert.AreEqual(new[] { "train.tsv", "dev.u16", "dev.tsv", "vocab.txt", "prepare.onnx" }, DataPaths.Of(data).ToArray());
        CollectionAssert.AreEqual(
            new[] { "x/train.tsv", "x/dev.u16", "x/dev.tsv", "x/vocab.txt", "x/prepare.onnx" },
            DataPaths.Of(DataPaths.Map(data, path => "x/" + path)).ToArray());
    }
}
