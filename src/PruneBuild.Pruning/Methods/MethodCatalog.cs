using PruneBuild.Pruning.Methods.Fluctuation;
using PruneBuild.Pruning.Methods.Magnitude;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Pruning.Methods;

/// <summary>All methods, criteria and reconstructions there are. A new one is one more entry.</summary>
public static class MethodCatalog
{
    /// <summary>Named methods.</summary>
    public static ValueList<MethodPreset> Presets { get; } =
    [
        new(
            "magnitude", "units with small weights go; no data needed", new MagnitudeCriterion(), new AllocationOptions(AllocationKind.Global),
            new PlainSlice(), ReconstructionInputs.Dense),
        new(
            "fluctuation", "what hardly fluctuates becomes its mean (FLAP)", new FluctuationCriterion(),
            new AllocationOptions(AllocationKind.Standardized), new MeanBias(), ReconstructionInputs.Dense),
        new(
            "osscar", "least-squares selection and refit, layer after layer (OSSCAR)", new OsscarCriterion(),
            new AllocationOptions(AllocationKind.Uniform), new LeastSquaresReconstruction(), ReconstructionInputs.Sequential),
    ];

    /// <summary>The preset of that name, or null.</summary>
    public static MethodPreset? Preset(string name) => Presets.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The criterion of that name, or null.</summary>
    public static ICriterion? Criterion(string name) => Presets.Select(preset => preset.Criterion).FirstOrDefault(criterion => criterion.Name == name);

    /// <summary>The reconstruction of that name, or null.</summary>
    /// <param name="name">Name in prune.yaml.</param>
    /// <param name="leastSquares">Options, when it is the least-squares one.</param>
    public static IReconstruction? Reconstruction(string name, LeastSquaresOptions? leastSquares = null) => name switch
    {
        "none" => new PlainSlice(),
        "mean-bias" => new MeanBias(),
        "least-squares" => new LeastSquaresReconstruction(leastSquares),
        _ => null,
    };
}
