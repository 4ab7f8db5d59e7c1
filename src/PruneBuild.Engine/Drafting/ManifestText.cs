using System.Globalization;
using System.Text;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Drafting;

/// <summary>Writes drafts as a manifest with comments.</summary>
internal static class ManifestText
{
    /// <summary>The manifest.</summary>
    public static string Of(IReadOnlyList<ModelDraft> drafts, DraftSettings settings)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"""
            # yaml-language-server: $schema=obj/prune/prune.schema.json
            # How the models of this app are pruned, and what must hold afterwards. Drafted by "dotnet prune init".
            # Next: "dotnet prune run" prunes now; "dotnet build" does, once the project references PruneBuild.MSBuild.
            # Editors complete it by the schema of the first line, which every run puts there and "dotnet prune schema" prints.
            version: 1
            device: {settings.Device,-21} # auto | cpu | cuda; auto says what it took
            seed: {settings.Seed,-23} # the same seed gives the same model, bit for bit

            models:

            """).ReplaceLineEndings("\n"));
        foreach (var (i, draft) in drafts.Index())
            Append(i == 0 ? text : text.Append('\n'), draft);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ModelDraft draft)
    {
        text.Append(CultureInfo.InvariantCulture, $"  # {Capital(draft.Description)}. Can be cut: {draft.Prunable}.\n");
        text.Append(CultureInfo.InvariantCulture, $"  {draft.Name}:\n    source: {YamlText.Of(draft.Source)}\n");
        if (draft.Data is { } data)
            Append(text, draft, data);
        foreach (var comment in draft.Data is null ? WithoutData(draft) : [])
            text.Append(CultureInfo.InvariantCulture, $"    # {comment}\n");
        var recipe = DraftRecipe.Of(draft);
        if (recipe.Metric.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"    metric: {recipe.Metric}\n");
        if (draft.Answer == AnswerKind.Words)
            text.Append("    # It answers words or a map, which no gate compares: export it with its scores as an output to have one.\n");
        text.Append(CultureInfo.InvariantCulture, $"    prune:\n      method: {recipe.Method,-21} # {recipe.MethodWords}\n");
        text.Append(CultureInfo.InvariantCulture, $"      remove: {recipe.Remove,-21} # {recipe.RemoveWords}\n");
        text.Append("    gates:                        # each must hold, or the build fails and replaces nothing\n");
        foreach (var gate in recipe.Gates)
            text.Append(CultureInfo.InvariantCulture, $"      {gate}\n");
        text.Append(CultureInfo.InvariantCulture, $"    output: {{ path: {YamlText.Of(draft.Output)}, as: content }}\n");
    }

    private static IEnumerable<string> WithoutData(ModelDraft draft)
    {
        yield return "Without data only weights decide what goes. With data: dotnet prune init MODEL --data FILE";
        yield return draft.Blind is { } blind
            ? $"With {Percent.Of(blind.Share)} of the FLOPs gone {Percent.Of(blind.Agreement)} of the answers on random input stay, "
                + "which proves little."
            : "Random input was answered otherwise after any cut that was tried, so nothing judges answers here.";
        if (draft is { Answer: AnswerKind.NextToken, Suited.Name: SuitedMethod.KPrune })
            yield return "A language model can write texts to calibrate on: data: { calibration: { generated: { sequences: 128, "
                + "tokens: 128 } } }, with method: kprune.";
    }

    private static void Append(StringBuilder text, ModelDraft draft, DataDraft data)
    {
        text.Append("    data:\n");
        foreach (var comment in Comments(draft, data))
            text.Append(CultureInfo.InvariantCulture, $"      # {comment}\n");
        foreach (var line in data.Lines())
            text.Append(CultureInfo.InvariantCulture, $"      {line}\n");
    }

    private static IEnumerable<string> Comments(ModelDraft draft, DataDraft data)
    {
        if (data.ValidationSkip is not null)
            yield return "One file calibrates and judges, each on records of its own: 'skip' leaves those that calibrate out.";
        else if (data.Calibration == data.Validation)
            yield return "The same records calibrate and judge: held-out records prove more.";
        if (draft.Prediction is { } prediction)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"As it is, the model's perplexity on some of these records is {prediction.Perplexity:0.00}; "
                + $"guessing among its {prediction.Tokens} tokens has {prediction.Tokens}.");
            if (prediction.Perplexity > prediction.Tokens / 2.0)
                yield return "That is little better than guessing: check 'prepare'.";
            yield break;
        }

        if (draft.Accuracy is not { } accuracy)
        {
            yield return data.HasLabels
                ? "Labels are read with the records."
                : "No labels were found: the gates compare with the original model.";
            yield break;
        }

        yield return $"As it is, the model answers {Percent.Of(accuracy)} of some of these records right"
            + (data.Why.Length > 0 ? $" ({data.Why}: the best of what was tried)." : ".");
        if (accuracy < 2.0 / draft.Classes && accuracy < 0.6)
            yield return "That is little better than guessing: check 'prepare', and the order of 'classes'.";
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
