using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Manifest;

/// <summary>Values of the manifest as a text that is equal exactly when they are, wherever they stand in the file.</summary>
/// <remarks>Goes by the properties of the records, so that a key that is added to the manifest cannot be forgotten here. What is not set is
/// left out, so that a new key changes nothing for those who do not use it.
/// Lock files hold hashes of this text: a type or a property of the manifest that gets another name makes every one of them stale that says
/// it, and so does another order of properties.</remarks>
internal static class SettingsText
{
    /// <summary>The text: <c>PruneStep{Method="osscar",Remove=Share{Cost=Flops,Removed=0.5}}</c>.</summary>
    public static string Of(object value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object value)
    {
        switch (value)
        {
            case string words:
                text.Append('"').Append(words.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
                break;
            case Enum or bool:
                text.Append(value);
                break;
            case IFormattable number:
                text.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                    Write(text.Append(text[^1] == '[' ? "" : ","), item);
                text.Append(']');
                break;
            default:
                WriteRecord(text, value);
                break;
        }
    }

    private static void WriteRecord(StringBuilder text, object value)
    {
        var type = value.GetType();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Located<>))
        {
            Write(text, type.GetProperty(nameof(Located<int>.Value))!.GetValue(value)!);
            return;
        }

        text.Append(type.Name).Append('{');
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            if (property.PropertyType != typeof(SourceSpan) && property.GetValue(value) is { } set && !IsEmptyList(set))
                Write(text.Append(text[^1] == '{' ? "" : ",").Append(property.Name).Append('='), set);
        }

        text.Append('}');
    }

    private static bool IsEmptyList(object value) => value is IEnumerable items and not string && !items.Cast<object>().Any();
}
