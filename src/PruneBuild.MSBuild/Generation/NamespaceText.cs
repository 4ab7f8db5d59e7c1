using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace PruneBuild.MSBuild.Generation;

/// <summary>A root namespace as C# can declare it. Where a project gives none it is the project's name,
/// which may be no identifier.</summary>
internal static class NamespaceText
{
    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed",
        "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong",
        "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    ];

    /// <summary>What templates make of a name: <c>my-app.2d</c> gives <c>my_app._2d</c>; a keyword gets an @.</summary>
    public static string Of(string rootNamespace) => string.Join(".", rootNamespace.Split('.').Select(Part));

    private static string Part(string part)
    {
        var name = new string([.. part.TrimStart('@').Select(c => IsPart(c) ? c : '_')]);
        if (name.Length == 0 || !IsStart(name[0]))
            name = "_" + name;
        return Keywords.Contains(name) ? "@" + name : name;
    }

    private static bool IsStart(char c) => c == '_' || char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.LetterNumber;

    private static bool IsPart(char c) => IsStart(c) || char.GetUnicodeCategory(c)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.ConnectorPunctuation;
}
