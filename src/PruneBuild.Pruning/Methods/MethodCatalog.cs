using PruneBuild.Pruning.Methods.BatchNormScale;
using PruneBuild.Pruning.Methods.Depth;
using PruneBuild.Pruning.Methods.Fluctuation;
using PruneBuild.Pruning.Methods.Fpgm;
using PruneBuild.Pruning.Methods.Goa;
using PruneBuild.Pruning.Methods.HRank;
using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Pruning.Methods.Kcm;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Methods.Kwon;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Pruning.Methods.Magnitude;
using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.PolicyGradient;
using PruneBuild.Pruning.Methods.PPruning;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Sobp;
using PruneBuild.Pruning.Methods.Taylor;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>All methods and criteria there are. A new one is one more entry.</summary>
public static class MethodCatalog
{
    /// <summary>Named methods.</summary>
    public static ValueList<MethodPreset> Presets { get; } =
    [
        new(
            "magnitude", "units with small weights go; no data needed", new MagnitudeCriterion(),
            new AllocationOptions(AllocationKind.Global), new PlainSlice(), ReconstructionInputs.Dense),
        new(
            "fluctuation", "what hardly fluctuates becomes its mean (FLAP)", new FluctuationCriterion(),
            new AllocationOptions(AllocationKind.Standardized), new MeanBias(), ReconstructionInputs.Dense),
        new(
            "osscar", "least-squares selection and refit, layer after layer (OSSCAR)", new OsscarCriterion(),
            new AllocationOptions(AllocationKind.Uniform), new LeastSquaresReconstruction(), ReconstructionInputs.Sequential),
        Refitting(
            "kprune", "knowledge-preserving search and tuning, sub-layer by sub-layer (K-prune)",
            new KPruneCriterion(), AllocationKind.Global) with
        {
            Stepwise = new StepwiseOptions(ScoreShare: 0.25, ScoreEvery: 2),
        },
        Refitting(
            "liar", "least-squares reconstruction of what hardly fluctuates (LIAR)",
            new FluctuationCriterion(), AllocationKind.Standardized),
        new(
            "kwon", "Fisher information of masks, rearranged, rescaled (Kwon et al.)", new KwonCriterion(),
            new AllocationOptions(AllocationKind.Global), new Rescale(), ReconstructionInputs.Sequential),
        Refitting("taylor", "squared first-order change of the loss (Taylor)", new TaylorCriterion(), AllocationKind.Global),
        Refitting(
            "llm-pruner", "change of the loss to second order, coupled structures (LLM-Pruner)",
            new LlmPrunerCriterion(), AllocationKind.Uniform),
        Refitting("hywia", "fine and coarse importance of weights, fused (HyWIA)", new HywiaCriterion(), AllocationKind.Uniform),
        Refitting(
            "sobp", "first-order selection over all layers, greedy refinement inside each (SoBP)",
            new SobpCriterion(new TaylorCriterion(), new OsscarCriterion()), AllocationKind.Global),
        Refitting(
            "ziplm", "optimal brain surgery unit by unit, one size for each layer by a dynamic programme (ZipLM)",
            new OsscarCriterion(OsscarOptions.OneByOne), AllocationKind.Exact),
        Refitting(
            "mutual-information", "units that say what others already say", new MutualInformationCriterion(), AllocationKind.Uniform) with
        {
            Structures = [StructureKind.Neurons],
            OfSubLayers = true,
        },
        new(
            "kcm", "units that represent the weights and are used by the data stay, rescaled (KCM)", new KcmCriterion(),
            new AllocationOptions(AllocationKind.Global), new Rescale(), ReconstructionInputs.Sequential)
        {
            Structures = [StructureKind.Neurons],
            OfSubLayers = true,
        },
        Refitting(
            "goa", "second moments before the non-linearity (greedy output approximation)", new GoaCriterion(), AllocationKind.Uniform) with
        {
            Readings = [new HeadSimilarityCriterion()],
        },
        Refitting(
            "policy-gradient", "masks learnt from forward passes only",
            new PolicyGradientCriterion(new FluctuationCriterion()), AllocationKind.Global),
        Refitting("p-pruning", "of units that put out the same, the loudest stays", new PPruningCriterion(), AllocationKind.Uniform),
        new(
            "depth", "residual branches that are missed least are dropped whole", new BlockLossCriterion(),
            new AllocationOptions(AllocationKind.Global), new PlainSlice(), ReconstructionInputs.Dense)
        {
            Readings = [new BlockSimilarityCriterion(byAngle: false), new BlockSimilarityCriterion(byAngle: true)],
            Structures = [StructureKind.Layers],
        },
        Refitting("fpgm", "filters nearest to the geometric median go", new FpgmCriterion(), AllocationKind.Uniform),
        Refitting("hrank", "channels whose maps have a low rank go", new HRankCriterion(), AllocationKind.Uniform) with
        {
            Structures = [StructureKind.Channels],
        },
        Refitting(
            "batchnorm-scale", "channels that BatchNormalization scales least go",
            new BatchNormScaleCriterion(), AllocationKind.Global) with
        {
            Structures = [StructureKind.Channels],
        },
    ];

    /// <summary>All criteria: those of the presets, and other readings of a method.</summary>
    public static ValueList<ICriterion> Criteria { get; } =
    [
        .. Presets.Select(preset => preset.Criterion).DistinctBy(criterion => criterion.Name),
        .. Presets.SelectMany(preset => preset.Readings),
    ];

    /// <summary>A preset that refits by least squares, in order of the graph.</summary>
    private static MethodPreset Refitting(string name, string summary, ICriterion criterion, AllocationKind allocation) => new(
        name, summary, criterion, new AllocationOptions(allocation), new LeastSquaresReconstruction(), ReconstructionInputs.Sequential);

    /// <summary>The preset of that name, or null.</summary>
    public static MethodPreset? Preset(string name) => Presets.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The preset that supplies the stages which are not set where only a criterion is named;
    /// any of a criterion that there is not.</summary>
    public static MethodPreset PresetFor(string criterion) =>
        Presets.FirstOrDefault(preset => preset.Criterion.Name == criterion || preset.Readings.Any(reading => reading.Name == criterion))
        ?? Presets[0];

    /// <summary>The criterion of that name, or null.</summary>
    public static ICriterion? Criterion(string name) => Criteria.FirstOrDefault(criterion => criterion.Name == name);
}
