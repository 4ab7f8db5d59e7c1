using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Allocation, reconstruction and recovery.</summary>
internal static class StageSchema
{
    /// <summary>Rules for dividing a budget.</summary>
    public static readonly ChoiceShape<AllocationKind> AllocationKinds = new(null, [
        new("global", AllocationKind.Global, ""),
        new("standardized", AllocationKind.Standardized, ""),
        new("standardized-features", AllocationKind.StandardizedFeatures, ""),
        new("uniform", AllocationKind.Uniform, ""),
        new("exact", AllocationKind.Exact, ""),
        new("owl", AllocationKind.Owl, ""),
        new("alpha", AllocationKind.Alpha, ""),
        new("spdy", AllocationKind.Spdy, ""),
        new("evolution", AllocationKind.Evolution, ""),
    ]);

    private static readonly Key<AllocationKind> AllocationRule = Key.Optional("kind", AllocationKinds,
        "`global`: the least loss for the cost saved, over all groups; `standardized`: one threshold over scores standardized in each "
        + "group; `standardized-features`: by the features that units are made of, heads by their channels (FLAP as published); `uniform`: "
        + "the same share in every group; `exact`: one size for each group with the least loss in all, by a dynamic programme. Without it, "
        + "the method's own rule. Masks are uniform by default; `global` takes the smallest magnitudes of all weights together, whatever "
        + "the criterion then takes within each; and they also divide by `owl` (blocks with outlying scores keep more), `alpha` (matrices "
        + "with heavy-tailed spectra keep more), `spdy` (the method is tried at many shares, and the smallest sum of errors wins) and "
        + "`evolution` (shares evolve, judged by the whole model's answers under masks by magnitude; some 600 trials on 128 records).");

    private static readonly Key<int> RoundTo = Key.Optional("round-to", Values.Count,
        "The features that a group keeps are a multiple of this, or all of them: kernels work on so many at a time. Heads of 32 features "
        + "are multiples of 8, 16 and 32 in any number, neurons and channels count singly. Unless given, groups of 1024 features or more "
        + "keep a multiple of 16, groups of 16 or more channels of a convolution a multiple of 8 (or fewer than 8), and others any number; "
        + "under `remove: { units: … }` all keep any number, and under `remove: { latency: … }` it is what is measured to be fast.");

    private static readonly Key<int> KeepAtLeast = Key.Optional("keep-at-least", Values.CountFromZero,
        "Kept counts are not below this; 1 without it. 0 lets whole groups go where their branch can go with them: "
        + "what it still adds, such as a bias, stays as a constant.");

    private static readonly Key<TimeRule> Times = Key.Optional("times", new ChoiceShape<TimeRule>(null, [
        new("steps", TimeRule.Steps, ""),
        new("line", TimeRule.Line, ""),
    ]),
        "Under `remove: { latency: … }`, what a size takes that was not timed: as long as the next larger one that was (`steps`, "
        + "the default), or what a line with a constant part, fitted to all, says (`line`, as published for `kwon`).");

    private static readonly Key<TailCut> Tail = Key.Optional("tail", new ChoiceShape<TailCut>(null, [
        new("median", TailCut.Median, ""),
        new("peak", TailCut.Peak, ""),
    ]),
        "For `alpha`: a weight's spectrum counts from its `median` on (the default, the authors' rule for vision), "
        + "or from near the `peak` of its histogram (theirs for language models).");

    private static readonly Key<int> Generations = Key.Optional(
        "generations", Values.Count, "For `evolution`: how many generations follow the first; 25 without it.");

    private static readonly Key<int> Population = Key.Optional("population", new IntegerShape("a whole number of at least 3", 3),
        "For `evolution`: how many divisions there are in each; 25 without it.");

    /// <summary>How the budget is divided.</summary>
    public static readonly MappingShape<AllocateEntry> Allocate = new(
        "allocate",
        "How the budget is divided among groups. A bare word stands for `kind`.",
        [AllocationRule, RoundTo, KeepAtLeast, Times, Tail, Generations, Population],
        (values, _) => new AllocateEntry(
            values.Find(AllocationRule), values.Find(RoundTo), values.Find(KeepAtLeast), values.Find(Times), values.Name.Span)
        {
            Tail = values.Find(Tail), Generations = values.Find(Generations), Population = values.Find(Population),
        },
        shorthand: AllocationRule);

    private static readonly Key<ReconstructionKind> ReconstructionRule = Key.Required("kind", new ChoiceShape<ReconstructionKind>(null, [
        new("least-squares", ReconstructionKind.LeastSquares, ""),
        new("mean-bias", ReconstructionKind.MeanBias, ""),
        new("rescale", ReconstructionKind.Rescale, ""),
        new("none", ReconstructionKind.None, ""),
    ]),
        "`least-squares` refits the consumers of what was cut; `mean-bias` moves the mean of what was cut into their bias; "
        + "`rescale` scales what stays; `none` does nothing.");

    private static readonly Key<double> Ridge = Key.Optional("ridge", Values.Ridge,
        "Pull towards the surviving weights, per mean of the Gram matrix's diagonal; "
        + "without it 0.001, or 0.01 with fewer than four rows of data for each feature and for masks.");

    private static readonly Key<bool> Intercept = Key.Defaulted("intercept", Values.Boolean, "true", "True fits a bias too.");

    private static readonly Key<InputSource> Inputs = Key.Defaulted("inputs", new ChoiceShape<InputSource>(null, [
        new("sequential", InputSource.Sequential, ""),
        new("dense", InputSource.Dense, ""),
    ]), "sequential", "Whose activations the refit sees: those of the model as cut so far, or those of the original.");

    private static readonly Key<ScaledPart> Per = Key.Optional("per", new ChoiceShape<ScaledPart>(null, [
        new("feature", ScaledPart.Feature, ""),
        new("unit", ScaledPart.Unit, ""),
    ]), "For `rescale`: a factor for each `feature` (the default), or one for each `unit`, as published for heads.");

    private static readonly Key<TuningScope> Tuning = Key.Optional("tuning", new ChoiceShape<TuningScope>(null, [
        new("every", TuningScope.Every, ""),
        new("published", TuningScope.Published, ""),
    ]),
        "For `rescale`: `every` layer, on all tokens (the default); or as in the authors' code (`published`), "
        + "which leaves the first attention alone, and fits neurons of a classifier's last layer on the token alone that is read.");

    private static readonly Key<RefitTime> When = Key.Optional("when", new ChoiceShape<RefitTime>(null, [
        new("after", RefitTime.After, ""),
        new("before", RefitTime.Before, ""),
    ]),
        "For `least-squares` with criterion `goa` or `goa-similarity`: `after` the cut its consumers are refit (the default); "
        + "or `before` a module is cut all its weights are, and none after, as published.");

    private static readonly Key<OutputTargets> OutputsAimedAt = Key.Optional("targets", new ChoiceShape<OutputTargets>(null, [
        new("own", OutputTargets.Own, ""),
        new("block", OutputTargets.Block, ""),
        new("original", OutputTargets.Original, ""),
    ]),
        "For masks: what a thinned weight should put out. Its `own` output when dense, on the same activations; its output in its dense "
        + "`block`, so that later weights of a block make up for earlier ones; or what the `original` puts out there, so that blocks make "
        + "up for those before them too. Without it, `least-squares` aims at the original, and all else at its own output. Refits of cut "
        + "structures always aim at the original.");

    private static readonly Key<bool> Judged = Key.Optional("judged", Values.Boolean,
        "For `least-squares` after masks: true holds a fifth of the batches out; "
        + "of five ridges between 0.003 and 0.3 the one that does best there is each weight's own, and outputs that come no nearer to "
        + "their target there stay as the method left them. For scarce data; the time is that of six updates.");

    /// <summary>The rule, which other keys must go with.</summary>
    private static Located<ReconstructionKind> Fitting(KeyValues values, DiagnosticLog log)
    {
        var rule = values.Get(ReconstructionRule);
        if (rule.Value != ReconstructionKind.LeastSquares && values.Has(Intercept))
            log.Report(DiagnosticCatalog.ManifestCombination, values.PlaceOf(Intercept),
                "'intercept' says whether 'kind: least-squares' fits a bias too. Remove it, or take that kind.");
        return rule;
    }

    /// <summary>How consumers are refit.</summary>
    public static readonly MappingShape<ReconstructEntry> Reconstruct = new(
        "reconstruct",
        "How the consumers of what was cut are refit. A bare word stands for `kind`.",
        [ReconstructionRule, Ridge, Intercept, Inputs, Per, Tuning, When, OutputsAimedAt, Judged],
        (values, log) => new ReconstructEntry(
            Fitting(values, log), values.Find(Ridge), values.Get(Intercept), values.Get(Inputs), values.Name.Span)
        {
            Per = values.Find(Per),
            Tuning = values.Find(Tuning),
            When = values.Find(When),
            Targets = values.Find(OutputsAimedAt),
            Judged = values.Find(Judged),
        },
        shorthand: ReconstructionRule);

    private static readonly Key<string> RecoveryKind = Key.Required("kind", MethodWords.Recoveries, "Name of the recovery.");

    private static readonly Key<ValueList<Located<string>>> Train = Key.Optional("train",
        new ListShape<string>(MethodWords.Trained, takesOne: true),
        "Families of parameters. Without it `perp` trains `biases` and `norms`, and `blocks` the `weights` too.");

    private static readonly Key<int> Steps = Key.Optional("steps", Values.Count, "Steps of the optimiser; 200 without it.");

    private static readonly Key<int> BatchSize = Key.Optional("batch-size", Values.Count,
        "About how many records a step learns from. Without it 128 at most, and of a language model no more than have 2,048 tokens, but "
        + "four. A model that takes a fixed number of records at a time learns from that many, or several times as many.");

    private static readonly Key<double> LearningRate = Key.Optional("learning-rate",
        new NumberShape("a number above 0 and up to 1", double.Epsilon, 1),
        "Highest learning rate of the schedule. Without it, each family of parameters has its usual rate, times 9, 3, 1, a third, "
        + "a ninth or a 27th: what held-out data prefer after 20 steps, where `steps` is 80 or more. It falls to a third whenever 40 steps "
        + "gain nothing.");

    private static readonly Key<RecoveryLoss> Loss = Key.Optional("loss", new ChoiceShape<RecoveryLoss>(null, [
        new("next-token", RecoveryLoss.NextToken, ""),
        new("labels", RecoveryLoss.Labels, ""),
        new("match", RecoveryLoss.Match, ""),
    ]),
        "What is lowered: `match` for the distance from the original's answers (the default), `next-token` for the error of a language "
        + "model at the token that comes next, `labels` for the error against the calibration data's labels.");

    private static readonly Key<int> Rank = Key.Optional(
        "rank", Values.Count, "Rank of low-rank updates; 16 without it, and of no matrix more than its longer side.");

    private static readonly Key<BlockTargets> Targets = Key.Optional("targets", new ChoiceShape<BlockTargets>(null, [
        new("original", BlockTargets.Original, ""),
        new("pruned", BlockTargets.Pruned, ""),
    ]),
        "For `blocks`: whether the original's blocks, whose answers are the targets, read the `original`'s activations (the default), "
        + "or the `pruned` model's.");

    private static readonly Key<int> Together = Key.Optional("together", Values.Count,
        "For `blocks`: how many are trained together, in overlapping runs; 1 without it.");

    /// <summary>What is trained afterwards.</summary>
    public static readonly MappingShape<RecoverEntry> Recover = new(
        "recover",
        "What is trained after pruning. A bare word stands for `kind`; keys that are not given are the recovery's own. `statistics` and "
        + "`mask-tuning` take no other key, `unipts` takes `steps`, `batch-size` and `learning-rate`, and `blocks` no `loss`. "
        + "`unipts` and `mask-tuning` come after masks.",
        [RecoveryKind, Train, Steps, BatchSize, LearningRate, Loss, Rank, Targets, Together],
        (values, _) => new RecoverEntry(
            values.Get(RecoveryKind), values.List(Train), values.Find(Steps), values.Find(LearningRate), values.Find(Loss),
            values.Find(Rank), values.Find(Targets), values.Find(Together), values.Name.Span)
        {
            BatchSize = values.Find(BatchSize),
        },
        shorthand: RecoveryKind);
}
