using PruneBuild.Pruning.Methods.Admm;
using PruneBuild.Pruning.Methods.Alps;
using PruneBuild.Pruning.Methods.Dsnot;
using PruneBuild.Pruning.Methods.Fista;
using PruneBuild.Pruning.Methods.Magnitude;
using PruneBuild.Pruning.Methods.Obc;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Ria;
using PruneBuild.Pruning.Methods.Sds;
using PruneBuild.Pruning.Methods.SparseGpt;
using PruneBuild.Pruning.Methods.SparseLlm;
using PruneBuild.Pruning.Methods.SparseSwaps;
using PruneBuild.Pruning.Methods.Wanda;

namespace PruneBuild.Pruning.Methods;

/// <summary>All methods that mask single weights. A new one is one more entry.</summary>
public static class MaskCatalog
{
    /// <summary>Named methods.</summary>
    public static ValueList<MaskPreset> Presets { get; } =
    [
        new("magnitude", "the smallest weights go; no data needed", new MagnitudeMask(), new KeptWeights()),
        new("wanda", "weights times activation norms, output by output", new WandaMask(), new KeptWeights()),
        new("ria", "shares of feature and output, times activation norms", new RiaMask(), new KeptWeights()),
        new("sparsegpt", "blocked optimal brain surgery", new SparseGptMask(), new KeptWeights()),
        new("sparsellm", "SparseGPT, and the two layers around an activation together", new SparseLlmMask(), new KeptWeights()),
        new("alps", "mask and weights at once by ADMM, refit exactly", new AlpsMask(), new KeptWeights()),
        new("admm", "twenty steps of ADMM on a schedule: safe with little data", new AdmmMask(), new KeptWeights()),
        new("obc", "exact optimal brain surgery, for layers of up to a few thousand features", new ObcMask(), new KeptWeights()),
        new("fista", "a lasso for every output, rounded", new FistaMask(), new KeptWeights()),
        new("sds", "sparse, dense under a regulariser, sparse again", new SdsMask(), new KeptWeights()),
        new("sparse-swaps", "Wanda's mask bettered by exact swaps, weights as they are", new SparseSwapsMask(), new KeptWeights()),
        new("dsnot", "Wanda's mask with a smaller mean error, weights as they are", new DsnotMask(), new KeptWeights()),
    ];

    /// <summary>The preset of that name, or null.</summary>
    public static MaskPreset? Preset(string name) => Presets.FirstOrDefault(preset => preset.Name == name);
}
