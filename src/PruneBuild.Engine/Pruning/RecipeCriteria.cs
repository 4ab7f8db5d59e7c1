using PruneBuild.Engine.Manifest;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Fluctuation;
using PruneBuild.Pruning.Methods.Hywia;
using PruneBuild.Pruning.Methods.Kcm;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Methods.Kwon;
using PruneBuild.Pruning.Methods.LlmPruner;
using PruneBuild.Pruning.Methods.MutualInformation;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.PolicyGradient;
using PruneBuild.Pruning.Methods.PPruning;
using PruneBuild.Pruning.Methods.Taylor;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning;

/// <summary>Makes criteria of structures as the manifest sets them.</summary>
internal static class RecipeCriteria
{
    /// <summary>The criterion of an entry, with its settings.</summary>
    /// <param name="entry">The entry; it names a criterion of structures.</param>
    /// <param name="own">The method's own criterion: what the entry does not set is as there when it names the same one.</param>
    public static ICriterion Of(CriterionEntry entry, ICriterion own) =>
        (entry.Kind.Value == own.Name ? own : MethodCatalog.Criterion(entry.Kind.Value)!) switch
        {
            KPruneCriterion => new KPruneCriterion(KPrune(entry, new KPruneOptions())),
            OsscarCriterion osscar => new OsscarCriterion(Osscar(entry, osscar.Options)),
            LlmPrunerCriterion => new LlmPrunerCriterion(
                entry.Order?.Value ?? TaylorOrder.Mixed, byElement: entry.Grain?.Value == ImportanceGrain.Fine, loss: Loss(entry)),
            HywiaCriterion => new HywiaCriterion(entry.Grain?.Value ?? ImportanceGrain.Fused, loss: Loss(entry)),
            KwonCriterion => new KwonCriterion(loss: Loss(entry)),
            TaylorCriterion => new TaylorCriterion(loss: Loss(entry)),
            MutualInformationCriterion => new MutualInformationCriterion(MutualInformation(entry, new MutualInformationOptions())),
            PPruningCriterion when entry.Samples is { } samples => new PPruningCriterion(new PPruningOptions(samples.Value)),
            KcmCriterion => new KcmCriterion(Kcm(entry, new KcmOptions())),
            PolicyGradientCriterion =>
                new PolicyGradientCriterion(new FluctuationCriterion(), PolicyGradient(entry, new PolicyGradientOptions())),
            var criterion => criterion,
        };

    private static MaskLossKind Loss(CriterionEntry entry) => entry.Loss?.Value ?? MaskLossKind.DrawnAnswers;

    private static MutualInformationOptions MutualInformation(CriterionEntry entry, MutualInformationOptions own) => own with
    {
        Samples = entry.Samples?.Value ?? own.Samples, Bandwidth = entry.Bandwidth?.Value, Rule = entry.BandwidthRule?.Value ?? own.Rule,
    };

    private static KcmOptions Kcm(CriterionEntry entry, KcmOptions own) =>
        new(entry.KernelWidth?.Value ?? own.Width, entry.Tolerance?.Value ?? own.Tolerance, entry.Iterations?.Value ?? own.Iterations);

    private static PolicyGradientOptions PolicyGradient(CriterionEntry entry, PolicyGradientOptions own) => own with
    {
        Steps = entry.Steps?.Value ?? own.Steps, Masks = entry.Masks?.Value ?? own.Masks, Window = entry.Window?.Value ?? own.Window,
        LearningRate = entry.LearningRate?.Value ?? own.LearningRate,
    };

    private static OsscarOptions Osscar(CriterionEntry entry, OsscarOptions own)
    {
        var perRound = entry.UnitsPerRound?.Value;
        return new OsscarOptions(
            entry.Ridge?.Value ?? own.RidgePerDiagonal, perRound ?? own.NeuronsPerRound, perRound ?? own.HeadsPerRound,
            perRound ?? own.ChannelsPerRound, entry.SwapRounds?.Value ?? own.SwapRounds);
    }

    private static KPruneOptions KPrune(CriterionEntry entry, KPruneOptions own) => own with
    {
        Predictive = entry.Predictive?.Value ?? own.Predictive,
        RepresentationalWeight = entry.RepresentationalWeight?.Value ?? own.RepresentationalWeight,
        ExactHeads = entry.HeadEnergy is { } energy ? energy.Value == HeadEnergy.Exact : own.ExactHeads,
    };
}
