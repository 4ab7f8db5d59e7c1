using System.Text.Json.Nodes;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Tests.Reporting;

[TestClass]
public sealed class ReadableJsonTests
{
    [TestMethod]
    public void FlatObjectsTakeOneLineAndNestedOnesSeveral() => Assert.AreEqual(
        """
        {
          "a": { "x": 1, "y": "ü \"quoted\"" },
          "b": [1, 2.5, null, true],
          "c": {
            "d": {}
          }
        }

        """,
        ReadableJson.Text(JsonNode.Parse("""{"a":{"x":1,"y":"ü \"quoted\""},"b":[1,2.5,null,true],"c":{"d":{}}}""")!));

    [TestMethod]
    public void LongListsAreBroken()
    {
        var json = new JsonObject { ["words"] = new JsonArray([.. Enumerable.Repeat("abcdefghij", 20).Select(word => (JsonNode)word)]) };
        Assert.HasCount(25, ReadableJson.Text(json).Split('\n'));
        Assert.AreEqual(json.ToJsonString(), JsonNode.Parse(ReadableJson.Text(json))!.ToJsonString());
    }
}
