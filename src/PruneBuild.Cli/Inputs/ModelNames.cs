using System.CommandLine;
using System.CommandLine.Completions;
using PruneBuild.Cli.Output;
using PruneBuild.Cli.Projects;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Cli.Inputs;

/// <summary>Names of models on the command line.</summary>
internal static class ModelNames
{
    /// <summary>The argument <c>NAME…</c>: models of the manifest.</summary>
    public static Argument<string[]> Argument() => new("NAME")
    {
        Description = "Models of the manifest; all of them unless given.",
        Arity = ArgumentArity.ZeroOrMore,
        CompletionSources = { Known },
    };

    /// <summary>The argument <c>NAME</c>: one model of the manifest.</summary>
    public static Argument<string?> OptionalArgument() => new("NAME")
    {
        Description = "A model of the manifest; may be left out where it has just one.",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { Known },
    };

    /// <summary>The models of these names, in the manifest's order; all for no name.</summary>
    /// <returns>The models; or PB1900 for each name that the manifest does not have.</returns>
    public static Result<ValueList<ModelEntry>> Select(PruneManifest manifest, IReadOnlyList<string> names)
    {
        var known = manifest.Models.Select(model => model.Name.Value).ToArray();
        var unknown = names.Except(known).ToArray();
        if (unknown.Length > 0)
        {
            return Result<ValueList<ModelEntry>>.Fail([.. unknown.Select(name => DiagnosticCatalog.Usage.At(
                null, $"The manifest has no model '{name}'.{NearestName.Hint(name, known)} Its models: {string.Join(", ", known)}."))]);
        }

        return Result<ValueList<ModelEntry>>.Ok(
            manifest.Models.Where(model => names.Count == 0 || names.Contains(model.Name.Value)).ToValueList());
    }

    /// <summary>The models of the manifest that a half-written call means. Nothing where that cannot be read, or is a project's, which
    /// would take seconds to find.</summary>
    private static IEnumerable<CompletionItem> Known(CompletionContext context)
    {
        var path = ManifestInput.PathOf(Invocation.Of(context.ParseResult, Terminal.OfProcess(), CancellationToken.None));
        return !ProjectEvaluation.IsProject(path) && ManifestReader.Read(path) is { IsOk: true } read
            ? read.Value.Models.Select(model => new CompletionItem(model.Name.Value))
            : [];
    }
}
