using System.Text.Json;

namespace PruneBuild.Engine.Reporting;

/// <summary>Reads objects of files that we write ourselves and that others may have damaged.</summary>
/// <remarks>Each throws <see cref="FormatException" /> or <see cref="InvalidOperationException" /> for a member that is
/// missing or of another type.</remarks>
internal static class JsonMembers
{
    /// <summary>A member; null when it is not there, or null.</summary>
    public static JsonElement? Find(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A member that must be there.</summary>
    public static JsonElement Member(this JsonElement parent, string name) =>
        parent.Find(name) ?? throw new FormatException($"'{name}' is missing");

    /// <summary>A text.</summary>
    public static string Text(this JsonElement parent, string name) => parent.Member(name).GetString()!;

    /// <summary>A number.</summary>
    public static double Number(this JsonElement parent, string name) => parent.Member(name).GetDouble();

    /// <summary>A whole number.</summary>
    public static long Count(this JsonElement parent, string name) => parent.Member(name).GetInt64();

    /// <summary>An object's members, each read with its name.</summary>
    public static ValueList<T> Members<T>(this JsonElement parent, string name, Func<string, JsonElement, T> read)
    {
        var members = new List<T>();
        foreach (var member in parent.Member(name).EnumerateObject())
            members.Add(read(member.Name, member.Value));
        return members.ToValueList();
    }

    /// <summary>The items of an array.</summary>
    public static ValueList<T> Items<T>(this JsonElement parent, string name, Func<JsonElement, T> read)
    {
        var items = new List<T>();
        foreach (var item in parent.Member(name).EnumerateArray())
            items.Add(read(item));
        return items.ToValueList();
    }
}
