namespace PruneBuild.MSBuild.Tests;

/// <summary>Texts of models.json.</summary>
internal static class ModelLists
{
    /// <summary>A list of two models: content with external data, and a resource that stayed as it was.</summary>
    public const string Two =
        """
        {
          "version": 1,
          "models": [
            {
              "name": "sentiment-small",
              "source": "/app/models/sentiment.onnx",
              "as": "content",
              "path": "models/sentiment.onnx",
              "shipped": "pruned",
              "file": "/app/obj/prune/sentiment-small/sentiment.onnx",
              "data": ["/app/obj/prune/sentiment-small/sentiment.onnx.data"],
              "sha256": "aa11",
              "dataSha256": ["dd44"],
              "bytes": 3000000000,
              "inputs": [{ "name": "input_ids", "type": "int64", "shape": ["batch", null, 64] }],
              "outputs": [{ "name": "logits \"x\"", "type": "float", "shape": [] }],
              "measured": { "accuracy": { "original": 0.911, "pruned": 0.905 }, "agreement": { "pruned": 0.99 } }
            },
            {
              "name": "7 digits",
              "source": "/app/models/digits.onnx",
              "as": "resource",
              "path": "digits.onnx",
              "shipped": "original",
              "file": "/app/models/digits.onnx",
              "data": [],
              "sha256": "bb22",
              "dataSha256": [],
              "bytes": 12,
              "inputs": [],
              "outputs": [],
              "measured": { "accuracy": { "original": 0.9, "pruned": 0.5 } }
            }
          ]
        }
        """;
}
