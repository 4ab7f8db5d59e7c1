using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Commands;

/// <summary><c>codes</c>: every diagnostic, or one of them explained.</summary>
internal static class CodesCommand
{
    private static readonly Argument<string?> Code = new("CODE")
    {
        Description = "A code, such as PB4001; without it, all codes are listed.",
        HelpName = "CODE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("codes", "Lists every diagnostic, or explains one: its cause, an example, the ways out.") { Code };
        Code.CompletionSources.Add(_ => CodePages.Codes.Select(code => new System.CommandLine.Completions.CompletionItem(code)));
        return command.Does(
            terminal, (parsed, invocation) => parsed.GetValue(Code) is { } code ? Explain(code, invocation) : List(invocation));
    }

    private static int List(Invocation invocation) => invocation.Finish(
        [],
        writer =>
        {
            foreach (var descriptor in InOrder())
                writer.WriteLine($"{descriptor.Code}  {descriptor.Title}");
        },
        new JsonObject
        {
            ["codes"] = new JsonArray([.. InOrder().Select(descriptor => (JsonNode)new JsonObject
            {
                ["code"] = descriptor.Code,
                ["title"] = descriptor.Title,
            })]),
        });

    private static int Explain(string code, Invocation invocation) => CodePages.Read(code) is { } page
        ? invocation.Finish(
            [], writer => writer.WriteLine(page.TrimEnd()), new JsonObject { ["code"] = code.ToUpperInvariant(), ["page"] = page })
        : invocation.Finish([DiagnosticCatalog.Usage.At(
            null, $"'{code}' is no code of PruneBuild.{NearestName.Hint(code, CodePages.Codes)} 'dotnet prune codes' lists them.")]);

    private static IEnumerable<DiagnosticDescriptor> InOrder() =>
        CodePages.Descriptors.OrderBy(descriptor => descriptor.Code, StringComparer.Ordinal);
}
