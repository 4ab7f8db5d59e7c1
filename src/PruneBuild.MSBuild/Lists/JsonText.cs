using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace PruneBuild.MSBuild.Lists;

/// <summary>
/// Reads JSON into dictionaries, lists, strings, doubles, booleans and null. A task cannot bring System.Text.Json along: whichever
/// version it brings, some MSBuild has loaded another; and netstandard2.0 has no reader of its own that starts in a millisecond.
/// </summary>
internal sealed class JsonText
{
    private readonly string text;
    private int at;

    private JsonText(string text) => this.text = text;

    /// <summary>Reads one document.</summary>
    /// <exception cref="FormatException">The text is not JSON.</exception>
    public static object? Parse(string text)
    {
        var reader = new JsonText(text);
        var value = reader.Value();
        reader.SkipSpace();
        return reader.at == text.Length ? value : throw reader.Unexpected();
    }

    private object? Value()
    {
        SkipSpace();
        switch (Peek())
        {
            case '{': return Object();
            case '[': return Array();
            case '"': return String();
            case 't': return Word("true", true);
            case 'f': return Word("false", false);
            case 'n': return Word("null", null);
            default: return Number();
        }
    }

    private Dictionary<string, object?> Object()
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var _ in Elements('{', '}'))
        {
            var name = String();
            SkipSpace();
            Take(':');
            members[name] = Value();
        }

        return members;
    }

    private List<object?> Array()
    {
        var items = new List<object?>();
        foreach (var _ in Elements('[', ']'))
            items.Add(Value());
        return items;
    }

    /// <summary>Stops at the start of each element; the caller reads it.</summary>
    private IEnumerable<int> Elements(char open, char close)
    {
        Take(open);
        SkipSpace();
        for (var index = 0; Peek() != close; index++)
        {
            if (index > 0)
                Take(',');
            SkipSpace();
            yield return index;
            SkipSpace();
        }

        Take(close);
    }

    private string String()
    {
        Take('"');
        var result = new StringBuilder();
        while (Peek() != '"')
        {
            var c = Next();
            result.Append(c == '\\' ? Escaped() : c);
        }

        Take('"');
        return result.ToString();
    }

    private char Escaped()
    {
        var c = Next();
        switch (c)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u': return CodeUnit();
            case '"':
            case '\\':
            case '/': return c;
            default: throw Unexpected();
        }
    }

    private char CodeUnit()
    {
        if (at + 4 > text.Length
            || !ushort.TryParse(text.Substring(at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var unit))
            throw Unexpected();
        at += 4;
        return (char)unit;
    }

    private double Number()
    {
        var start = at;
        while (at < text.Length && "+-.eE0123456789".IndexOf(text[at]) >= 0)
            at++;
        return double.TryParse(text.Substring(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unexpected();
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
            throw Unexpected();
        at += word.Length;
        return value;
    }

    private char Peek() => at < text.Length ? text[at] : throw Unexpected();

    private char Next()
    {
        var c = Peek();
        at++;
        return c;
    }

    private void Take(char expected)
    {
        if (Peek() != expected)
            throw Unexpected();
        at++;
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private FormatException Unexpected() => new(string.Format(CultureInfo.InvariantCulture, "it is not JSON at character {0}", at));
}
