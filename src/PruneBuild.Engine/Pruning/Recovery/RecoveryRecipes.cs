using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>Turns the entry <c>recover</c> of a step into a recipe.</summary>
public static class RecoveryRecipes
{
    private static readonly Dictionary<string, TrainedFamily> families = new()
    {
        ["biases"] = TrainedFamily.Biases,
        ["new-biases"] = TrainedFamily.NewBiases,
        ["norms"] = TrainedFamily.Norms,
        ["embeddings"] = TrainedFamily.Embeddings,
        ["head"] = TrainedFamily.Head,
        ["head-lora"] = TrainedFamily.HeadLora,
        ["lora"] = TrainedFamily.Lora,
        ["mask-lora"] = TrainedFamily.MaskLora,
        ["scale-lora"] = TrainedFamily.ScaleLora,
        ["weights"] = TrainedFamily.Weights,
    };

    /// <summary>All families, in the order in which messages name them.</summary>
    public static IEnumerable<TrainedFamily> All => families.Values;

    /// <summary>Names of all families, for messages.</summary>
    public static string AllFamilies => string.Join(", ", families.Keys);

    /// <summary>Families as prune.yaml calls them.</summary>
    public static string Words(IEnumerable<TrainedFamily> wanted) => string.Join(", ", Each(wanted));

    /// <summary>The same, one by one.</summary>
    public static ValueList<string> Each(IEnumerable<TrainedFamily> wanted) =>
        wanted.Select(family => families.First(pair => pair.Value == family).Key).ToValueList();

    /// <summary>True when a step trains.</summary>
    public static bool Trains(PruneStep step) => step.Recover is { Kind.Value: not ("mask-tuning" or StatisticsCorrector.Name) };

    /// <summary>True when a step corrects statistics.</summary>
    public static bool Corrects(PruneStep step) => step.Recover is { Kind.Value: StatisticsCorrector.Name };

    /// <summary>What of an entry has no meaning where nothing is trained; null for nothing.</summary>
    public static Diagnostic? Misplaced(RecoverEntry entry) =>
        entry.Beside() is { } place
            ? DiagnosticCatalog.ManifestCombination.At(
                place, $"'kind: {entry.Kind.Value}' trains nothing and has no other keys. Remove this one.")
            : null;

    /// <summary>What is said of masks that are to move where there are none.</summary>
    public static Diagnostic NothingMoves(SourceSpan? place) => DiagnosticCatalog.ManifestCombination.At(
        place,
        "'kind: unipts' moves masks, and nothing is masked here. Ask for 'remove: { sparsity: … }' before it, "
        + "or recover with 'perp' or 'blocks'.");

    /// <summary>UniPTS trains everything towards the original's answers, and takes steps, their size and a rate.</summary>
    private static Result<RecoveryRecipe> Moving(RecoverEntry entry, int seed)
    {
        if (entry.Beside("steps", "batch-size", "learning-rate") is { } place)
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.ManifestCombination, place,
                "'kind: unipts' trains all parameters towards the original's answers, and takes 'steps', 'batch-size' and "
                + "'learning-rate' only. "
                + "Remove this key, or use 'kind: perp'.");
        var own = new RecoveryRecipe(RegrowthRecipe.Families, RecoveryLoss.Match, LearningRate: entry.LearningRate?.Value, Seed: seed)
        {
            Regrowth = new RegrowthRecipe(), BatchSize = entry.BatchSize?.Value,
        };
        return Result<RecoveryRecipe>.Ok(own with { Steps = entry.Steps?.Value ?? own.Steps });
    }

    /// <summary>The recipe; or what of it this version cannot do.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    public static Result<RecoveryRecipe> Of(RecoverEntry entry, int seed)
    {
        if (entry.Kind.Value is not ("perp" or "blocks" or "unipts"))
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.NotAvailable, entry.Kind.Span, $"recovery '{entry.Kind.Value}'",
                "perp, blocks, unipts, statistics, mask-tuning");
        if (entry.Kind.Value == "unipts")
            return Moving(entry, seed);
        var byBlocks = entry.Kind.Value == "blocks";
        if (byBlocks && entry.Loss is { } loss)
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.ManifestCombination, loss.Span,
                "Blocks are compared with the original's, so 'loss' has no meaning. Remove it, or use 'kind: perp'.");
        if (!byBlocks && (entry.Targets?.Span ?? entry.Together?.Span) is { } place)
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.ManifestCombination, place,
                "'targets' and 'together' belong to 'kind: blocks'; 'perp' trains the whole model. Remove them, or use 'kind: blocks'.");
        var unknown = entry.Train.Where(family => !families.ContainsKey(family.Value)).ToArray();
        if (unknown.Length > 0)
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.NotAvailable, unknown[0].Span, $"training of '{unknown[0].Value}'", AllFamilies);
        if (entry.Train.Where(family => family.Value is "lora" or "mask-lora" or "scale-lora").DistinctBy(family => family.Value)
            .Skip(1).FirstOrDefault() is { } second)
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.ManifestCombination, second.Span,
                "'lora', 'mask-lora' and 'scale-lora' are forms of one update of the same weights. Name one of them.");
        ValueList<TrainedFamily> trained = entry.Train.Count == 0
            ? byBlocks ? [TrainedFamily.Weights, TrainedFamily.Biases, TrainedFamily.Norms] : [TrainedFamily.Biases, TrainedFamily.Norms]
            : entry.Train.Select(family => families[family.Value]).ToValueList();
        if (entry.Rank is { } rank && !trained.Any(RecoveryRecipe.IsLowRank))
            return Result<RecoveryRecipe>.Fail(
                DiagnosticCatalog.ManifestCombination, rank.Span,
                $"'rank' is that of low-rank updates, and what is trained here is {Words(trained)}. "
                + $"Remove it, or name one of {Words(families.Values.Where(RecoveryRecipe.IsLowRank))} under 'train'.");
        var own = new RecoveryRecipe(trained);
        return Result<RecoveryRecipe>.Ok(own with
        {
            AreFamiliesNamed = entry.Train.Count > 0,
            Loss = entry.Loss?.Value ?? own.Loss,
            Steps = entry.Steps?.Value ?? own.Steps,
            BatchSize = entry.BatchSize?.Value,
            LearningRate = entry.LearningRate?.Value,
            Rank = entry.Rank?.Value ?? own.Rank,
            Seed = seed,
            Blocks = byBlocks ? new BlockRecipe(entry.Targets?.Value ?? BlockTargets.Original, entry.Together?.Value ?? 1) : null,
        });
    }
}
