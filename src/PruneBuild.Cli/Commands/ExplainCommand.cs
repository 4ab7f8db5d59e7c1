using System.CommandLine;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pipeline.Explaining;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Explanations;

namespace PruneBuild.Cli.Commands;

/// <summary><c>explain</c>: why units and weights went.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> Name = ModelNames.OptionalArgument();
    private static readonly Argument<string?> Group = new("GROUP")
    {
        Description = "A group, or a weight that was masked, by its id as plan prints it, in detail; without it, each in a line.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command(
            "explain",
            "Says why units and weights went, step by step: score and rank, what they were redundant with, the loss predicted and met.")
        {
            Name, Group, OutputFolder.Option,
        }
            .Does(terminal, Run);

    private static int Run(ParseResult parsed, Invocation invocation) => invocation.OnModels(
        ManifestInput.SelectOne(invocation, parsed.GetValue(Name)),
        (selected, progress) => Explain(parsed, invocation, selected, progress));

    private static CommandAnswer Explain(ParseResult parsed, Invocation invocation, SelectedModels selected, ProgressLines? progress)
    {
        var (manifest, models, place) = selected;
        var group = parsed.GetValue(Group);
        var explained = ModelExplanation.Of(
            manifest, models[0], OutputFolder.Of(parsed, invocation, place), progress, invocation.Cancellation);
        if (!explained.IsOk)
            return new CommandAnswer(explained.Diagnostics);
        var ids = explained.Value.Steps.SelectMany(step => step.Ids).Distinct().ToArray();
        if (group is not null && !ids.Contains(group))
        {
            return new CommandAnswer([DiagnosticCatalog.Usage.At(
                null,
                $"'{models[0].Name.Value}' has no group or weight '{group}' that loses anything.{NearestName.Hint(group, ids)} There are: "
                + $"{string.Join(", ", ids)}.")]);
        }

        var shown = group is null
            ? explained.Value
            : explained.Value with { Steps = explained.Value.Steps.Select(step => step.Only(group)).ToValueList() };
        return new CommandAnswer(
            explained.Diagnostics,
            writer => ExplanationText.Write(writer, shown, inDetail: group is not null, TextStyle.Of(invocation.Terminal.OutColour)),
            ExplanationJson.Of(shown));
    }
}
