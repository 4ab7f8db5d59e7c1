using PruneBuild.Engine.Manifest.Shapes;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>What is least needed.</summary>
internal static class CriterionSchema
{
    private static readonly Key<string> CriterionKind = Key.Required("kind", MethodWords.Criteria, "Name of the criterion.");

    private static readonly Key<double> CriterionRidge = Key.Optional("ridge", Values.Ridge,
        "For `osscar`: damping of the criterion's own solves, per mean of the Gram matrix's diagonal; 0.01 unless given.");

    private static readonly Key<int> UnitsPerRound = Key.Optional("units-per-round", Values.Count,
        "For `osscar`: units that leave together before the rest is scored again; 10 neurons, 1 head or 1 channel unless given, "
        + "and 1 of each kind with `ziplm`.");

    private static readonly Key<SelectionScope> Scope = Key.Optional("scope", new ChoiceShape<SelectionScope>(null, [
        new("layer", SelectionScope.Layer, ""),
        new("output", SelectionScope.Output, ""),
    ]), "For masks by a share: whether single weights are compared over the `layer`, or each `output` loses the same share.");

    private static readonly Key<bool> Permute = Key.Optional("permute", Values.Boolean,
        "For masks by a pattern such as 2:4: features that matter are first spread over its groups, as published for `ria`, "
        + "wherever what makes them can be put into that order too, so that the model computes the same.");

    private static readonly Key<PredictiveKnowledge> Predictive = Key.Optional("predictive", new ChoiceShape<PredictiveKnowledge>(null, [
        new("kl-gradient", PredictiveKnowledge.KlGradient, ""),
        new("fisher", PredictiveKnowledge.Fisher, ""),
    ]),
        "For `kprune`: predictive knowledge from the curvature of the divergence from the original (`fisher`, the default), "
        + "or from its gradient as published (`kl-gradient`).");

    private static readonly Key<HeadEnergy> Energy = Key.Optional("head-energy", new ChoiceShape<HeadEnergy>(null, [
        new("diagonal", HeadEnergy.Diagonal, ""),
        new("exact", HeadEnergy.Exact, ""),
    ]), "For `kprune`: what a head puts out, feature by feature as published (`diagonal`, the default), or as a whole (`exact`).");

    private static readonly Key<double> RepresentationalWeight = Key.Optional(
        "representational-weight", new NumberShape("a number from 0", 0),
        "For `kprune`: the weight of what units put out beside what the answers lose (λ_rep); "
        + "1e-5 unless given, with `kl-gradient` too, where 2.5e-4 is published.");

    private static readonly Key<double> ScoreShare = Key.Optional(
        "score-share", new NumberShape("a number above 0 and up to 1", double.Epsilon, 1),
        "For `kprune`: share of the calibration batches that scores are measured on, a quarter unless given; refits see all.");

    private static readonly Key<int> ScoreEvery = Key.Optional("score-every", Values.Count,
        "For `kprune`: sub-layers that are cut on one measurement of scores, 2 unless given; published is 1.");

    private static readonly Key<SoftMask> SoftMaskRule = Key.Optional("soft-mask", new ChoiceShape<SoftMask>(null, [
        new("wanda", SoftMask.Wanda, ""),
        new("magnitude", SoftMask.Magnitude, ""),
        new("none", SoftMask.None, ""),
    ]),
        "For `sds`: while the last step trains the kept weights, which they are is chosen anew by `wanda`'s score (the default) or by "
        + "`magnitude`, as published; `none` chooses once and does not train, as published for large models.");

    private static readonly ChoiceShape<string> OneOfTwo = new(
        null, [.. MaskCatalog.Presets.Where(preset => preset.Name is not ("sds" or "sparsellm"))
            .Select(preset => new Choice<string>(preset.Name, preset.Name, ""))]);

    private static readonly Key<string> First = Key.Optional("first", OneOfTwo,
        "For `sds`: what makes the weights sparse the first time; `sparsegpt` unless given.");

    private static readonly Key<string> Second = Key.Optional("second", OneOfTwo,
        "For `sds`: what makes them sparse again, in place of a descent under `soft-mask`; "
        + "add `reconstruct: least-squares` to fit what it keeps to the original's outputs.");

    private static readonly Key<TaylorOrder> Order = Key.Optional("order", new ChoiceShape<TaylorOrder>(null, [
        new("first", TaylorOrder.First, ""),
        new("second", TaylorOrder.Second, ""),
        new("mixed", TaylorOrder.Mixed, ""),
    ]),
        "For `llm-pruner`: the loss's change by its gradient (`first`), by the Fisher information (`second`), "
        + "or both (`mixed`, the default).");

    private static readonly Key<ImportanceGrain> Grain = Key.Optional("grain", new ChoiceShape<ImportanceGrain>(null, [
        new("fine", ImportanceGrain.Fine, ""),
        new("coarse", ImportanceGrain.Coarse, ""),
        new("fused", ImportanceGrain.Fused, ""),
    ]),
        "For `hywia`: importance element by element (`fine`), unit by unit (`coarse`), or both as they tell units apart (`fused`, "
        + "the default). For `llm-pruner`: absolute values of every weight's change, added up over the weights that make and read a unit "
        + "(`fine`), or the change that the unit as a whole makes (`coarse`, the default).");

    private static readonly Key<MaskLossKind> CriterionLoss = Key.Optional("loss", new ChoiceShape<MaskLossKind>(null, [
        new("drawn", MaskLossKind.DrawnAnswers, ""),
        new("labels", MaskLossKind.Labels, ""),
    ]),
        "For `kwon`, `taylor`, `llm-pruner` and `hywia`: gradients of the loss on answers `drawn` from the model's own (the default, "
        + "which needs no labels), or on the calibration data's `labels` as published; of a language model the next tokens.");

    private static readonly Key<int> Samples = Key.Optional("samples",
        new IntegerShape($"a whole number of at least {RowSampleRequest.FewestRows}", RowSampleRequest.FewestRows),
        "For `mutual-information` and `p-pruning`: rows of activations that units are compared on; 200 unless given.");

    private static readonly Key<double> Bandwidth = Key.Optional("bandwidth", Values.AboveZero,
        "For `mutual-information`: σ of the kernels on standardised activations; chosen for each group unless given.");

    private static readonly Key<BandwidthRule> BandwidthBy = Key.Optional("bandwidth-rule", new ChoiceShape<BandwidthRule>(null, [
        new("alignment", BandwidthRule.Alignment, ""),
        new("median", BandwidthRule.Median, ""),
        new("silverman", BandwidthRule.Silverman, ""),
    ]),
        "For `mutual-information` without `bandwidth`: the σ whose kernels are most like those of the layer's output (`alignment`, "
        + "the default), the `median` distance of two samples, or 5·n^(−1/(4 + features)) (`silverman`).");

    private static readonly Key<double> KernelWidth = Key.Optional("kernel-width", Values.AboveZero,
        "For `kcm`: σ of the kernel exp(−‖·‖²/(2σ²)) on rows of weights; 1 unless given.");

    private static readonly Key<double> Tolerance = Key.Optional("tolerance", Values.Ridge,
        "For `kcm` with more than one iteration: it ends when coefficients change by less than this share; 0.01 unless given.");

    private static readonly Key<int> Iterations = Key.Optional("iterations", Values.Count,
        "For `kcm`: iterations at most, 1 unless given, which ranks as the limit does; published are up to 20. For `sparsellm`: "
        + "turns of two layers, 4 unless given.");

    private static readonly Key<int> PolicySteps = Key.Optional("steps", Values.Count,
        "For `policy-gradient`: updates of the masks' probabilities; 400 unless given.");

    private static readonly Key<double> PolicyRate = Key.Optional(
        "learning-rate", new NumberShape("a number above 0 and up to 1", double.Epsilon, 1),
        "For `policy-gradient`: size of the first update relative to the baseline, which falls to 0; 0.02 unless given.");

    private static readonly Key<int> PolicyMasks = Key.Optional("masks", new IntegerShape("a whole number of at least 2", 2),
        "For `policy-gradient`: masks that are drawn for each update; 2 unless given.");

    private static readonly Key<int> PolicyWindow = Key.Optional("window", Values.Count,
        "For `policy-gradient`: the baseline is a moving average over about so many updates; 5 unless given.");

    private static readonly Key<int> SwapRounds = Key.Optional("swap-rounds", Values.CountFromZero,
        "For `osscar`: exchanges of units at most by local search, once a group's size is decided; "
        + "0 unless given, and up to 30 in the authors' code.");

    /// <summary>What is least needed.</summary>
    public static readonly MappingShape<CriterionEntry> Criterion = new(
        "criterion",
        "What is least needed. A bare word stands for `kind`; keys that are not given are the criterion's own.",
        [CriterionKind, CriterionRidge, UnitsPerRound, Scope, Permute, Predictive, Energy, RepresentationalWeight, ScoreShare, ScoreEvery,
            SoftMaskRule, First, Second, Order, Grain, CriterionLoss,
            Samples, Bandwidth, BandwidthBy, KernelWidth, Tolerance, Iterations, PolicySteps, PolicyRate,
            PolicyMasks, PolicyWindow, SwapRounds],
        (values, _) => new CriterionEntry(
            values.Get(CriterionKind), values.Find(CriterionRidge), values.Find(UnitsPerRound), values.Find(Scope), values.Find(Predictive),
            values.Find(Energy), values.Find(RepresentationalWeight), values.Find(ScoreShare), values.Find(ScoreEvery),
            values.Find(SoftMaskRule), values.Name.Span)
        {
            Permute = values.Find(Permute),
            First = values.Find(First),
            Second = values.Find(Second),
            Order = values.Find(Order),
            Grain = values.Find(Grain),
            Loss = values.Find(CriterionLoss),
            Samples = values.Find(Samples),
            Bandwidth = values.Find(Bandwidth),
            BandwidthRule = values.Find(BandwidthBy),
            KernelWidth = values.Find(KernelWidth),
            Tolerance = values.Find(Tolerance),
            Iterations = values.Find(Iterations),
            Steps = values.Find(PolicySteps),
            LearningRate = values.Find(PolicyRate),
            Masks = values.Find(PolicyMasks),
            Window = values.Find(PolicyWindow),
            SwapRounds = values.Find(SwapRounds),
        },
        shorthand: CriterionKind);
}
