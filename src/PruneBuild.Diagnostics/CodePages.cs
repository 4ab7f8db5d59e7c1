using System.Reflection;

namespace PruneBuild.Diagnostics;

/// <summary>The page of each code: cause, example, ways out. The pages travel inside this assembly.</summary>
public static class CodePages
{
    private const string Prefix = "Codes/";
    private const string Suffix = ".md";

    /// <summary>Codes that have a page, sorted.</summary>
    public static ValueList<string> Codes { get; } =
        typeof(CodePages).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal)
            .ToValueList();

    /// <summary>Every kind of diagnostic, in the order of the catalogue.</summary>
    public static ValueList<DiagnosticDescriptor> Descriptors { get; } =
        typeof(DiagnosticCatalog).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<DiagnosticDescriptor>()
            .ToValueList();

    /// <summary>The page of a code as Markdown; null when there is no such code. Case does not matter.</summary>
    /// <param name="code"><c>PB4001</c>.</param>
    public static string? Read(string code)
    {
        var known = Codes.FirstOrDefault(known => known.Equals(code, StringComparison.OrdinalIgnoreCase));
        if (known is null)
            return null;
        using var stream = typeof(CodePages).Assembly.GetManifestResourceStream(Prefix + known + Suffix)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>All codes as a Markdown page, with links to their own pages: docs/codes.md.</summary>
    public static string ToMarkdown()
    {
        var rows = Descriptors.OrderBy(descriptor => descriptor.Code, StringComparer.Ordinal)
            .Select(
                descriptor => $"| [{descriptor.Code}](../src/PruneBuild.Diagnostics/Codes/{descriptor.Code}.md) | {descriptor.Title} |\n");
        return "# Diagnostics\n\nGenerated from the catalogue. `dotnet prune codes PB4001` explains one: cause, example, ways out.\n"
            + "PB1 is about the manifest and the command line, PB2 about models, PB3 about data and calibration, PB4 about gates and the "
            + $"lock file,\nPB5 about files, builds and caches, PB9 about bugs.\n\n| code | title |\n| --- | --- |\n{string.Concat(rows)}";
    }
}
