using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PruneBuild.Engine.Reporting;

/// <summary>JSON whose differences people read: members in the order given, one line for each object or list that fits on it.</summary>
public static class ReadableJson
{
    private const int LineLength = 120;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text, with a line end at its end.</summary>
    public static string Text(JsonNode node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject members when depth == 0 || !FitsOnLine(members, depth):
                WriteLines(text, '{', '}', members, depth, member => text.Append(Name(member.Key)).Append(": "), member => member.Value);
                break;
            case JsonArray items when !FitsOnLine(items, depth):
                WriteLines(text, '[', ']', items, depth, _ => { }, item => item);
                break;
            default:
                text.Append(OneLine(node));
                break;
        }
    }

    private static void WriteLines<T>(
        StringBuilder text, char open, char close, IEnumerable<T> items, int depth, Action<T> prefix, Func<T, JsonNode?> value)
    {
        text.Append(open);
        var separator = "\n";
        foreach (var item in items)
        {
            text.Append(separator).Append(' ', 2 * (depth + 1));
            prefix(item);
            Write(text, value(item), depth + 1);
            separator = ",\n";
        }

        text.Append('\n').Append(' ', 2 * depth).Append(close);
    }

    /// <summary>Objects that hold objects get lines of their own, so that a change of one touches one line.</summary>
    private static bool FitsOnLine(JsonNode node, int depth)
    {
        var children = node is JsonObject members ? members.Select(member => member.Value) : node.AsArray();
        return children.All(child => child is null or JsonValue) && OneLine(node).Length + 2 * depth <= LineLength;
    }

    private static string OneLine(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject { Count: 0 } => "{}",
        JsonObject members => $"{{ {string.Join(", ", members.Select(member => $"{Name(member.Key)}: {OneLine(member.Value)}"))} }}",
        JsonArray items => $"[{string.Join(", ", items.Select(OneLine))}]",
        _ => node.ToJsonString(Plain),
    };

    private static string Name(string name) => JsonValue.Create(name).ToJsonString(Plain);
}
