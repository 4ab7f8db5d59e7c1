using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Names of methods, criteria and recoveries that a manifest may use; a version of the tool need not have them all.</summary>
internal static class MethodWords
{
    /// <summary>Presets that do what their papers do.</summary>
    public static readonly ChoiceShape<string> Methods = Words("method", [
        ("magnitude", "Smallest weights first, nothing refit: the baseline."),
        ("fluctuation", "FLAP: units whose activations vary least, their mean moved into the bias."),
        ("osscar", "OSSCAR: units chosen on the exact least-squares error, consumers refit."),
        ("kprune", "K-prune: knowledge-preserving mask search and tuning, sub-layer by sub-layer."),
        ("kwon", "Kwon et al.: Fisher mask search, rearrangement, rescaling."),
        ("liar", "LIAR: least-squares reconstruction after any criterion."),
        ("mutual-information", "Units that say what others already say."),
        ("kcm", "Kernel-based choice of representative neurons."),
        ("goa", "Greedy output approximation."),
        ("policy-gradient", "Masks learnt from forward passes only."),
        ("hywia", "HyWIA: adaptive fusion of fine and coarse importance of weights."),
        ("llm-pruner", "Taylor importance over coupled groups."),
        ("sobp", "SoBP: first-order selection over all layers, greedy refinement inside each."),
        ("ziplm", "ZipLM: optimal brain surgery unit by unit, one size for each layer by a dynamic programme."),
        ("slicegpt", "Residual width cut after a rotation."),
        ("p-pruning", "Clustering of similar units."),
        ("depth", "Whole residual branches without which the answers change least."),
        ("taylor", "First-order Taylor importance."),
        ("hrank", "Channels whose maps have the lowest rank."),
        ("fpgm", "Filters nearest to the geometric median."),
        ("batchnorm-scale", "Channels with the smallest normalisation scale."),
        ("wanda", "Masks by weight times activation norm."),
        ("sparsegpt", "Masks by blocked optimal brain surgery."),
        ("sparsellm", "SparseLLM: SparseGPT, the two layers around an activation together."),
        ("sds", "Sparse, dense, sparse: masks after a regularised dense step."),
        ("alps", "Masks by alternating directions (ADMM)."),
        ("fista", "Masks by FISTA."),
        ("obc", "Exact optimal brain compression, row by row."),
        ("ria", "Masks by relative importance and activations."),
        ("admm", "Masks by twenty steps of ADMM on a schedule: safe with little data."),
        ("sparse-swaps", "Wanda's masks, bettered by exact swaps; no weight changes."),
        ("dsnot", "Wanda's masks, with weights exchanged until the mean error is small."),
        ("best", "Tries what suits the model on the calibration data and keeps the winner."),
    ]);

    /// <summary>What is least needed.</summary>
    public static readonly ChoiceShape<string> Criteria = Words("criterion kind", [
        ("magnitude", "Norm of the weights that go."),
        ("fluctuation", "Variance of the unit's activation times the norm of its outgoing weights."),
        ("osscar", "Error that is left after the best refit."),
        ("kprune", "Predictive and representational knowledge."),
        ("kwon", "Fisher information of the mask."),
        ("mutual-information", "Information that other units lack."),
        ("kcm", "How well a unit represents the weights, times how much the data uses it."),
        ("goa", "Second moment before the non-linearity times the weights that read it."),
        ("goa-similarity", "Heads that attend as others do; of all else the second moment."),
        ("hywia", "Fine and coarse importance of weights, fused."),
        ("sobp", "First-order change of the loss between groups, error after the best refit within."),
        ("p-pruning", "Distance to the most similar unit."),
        ("policy-gradient", "Probability that a mask learnt from forward passes keeps the unit."),
        ("block-loss", "Distance of the outputs without the branch, measured again after each removal."),
        ("block-cosine", "1 - cosine between what enters a residual branch's sum and the sum."),
        ("block-angle", "The angle between them, as a share of pi."),
        ("taylor", "First-order change of the loss."),
        ("llm-pruner", "Taylor importance over coupled groups."),
        ("hrank", "Rank of the channel's map."),
        ("fpgm", "Distance from the geometric median."),
        ("batchnorm-scale", "Scale of the normalisation behind the channel."),
        ("wanda", "Weight times activation norm."),
        ("sparsegpt", "Loss of optimal brain surgery."),
        ("sparsellm", "Loss of optimal brain surgery, over the two layers around an activation together."),
        ("ria", "Relative importance and activations."),
        ("alps", "Masks by alternating directions (ADMM)."),
        ("admm", "Masks by ADMM on a schedule."),
        ("obc", "Exact optimal brain surgery of single weights."),
        ("fista", "Masks by FISTA."),
        ("sds", "Masks after a regularised dense step."),
        ("sparse-swaps", "Wanda's masks after exact swaps."),
        ("dsnot", "Wanda's masks with a smaller mean error."),
    ]);

    /// <summary>What is trained after pruning.</summary>
    public static readonly ChoiceShape<string> Recoveries = Words("recovery kind", [
        ("perp", "PERP: a small share of the parameters is retrained."),
        ("blocks", "Blocks are trained to answer as the original's do."),
        ("unipts", "UniPTS: all parameters are trained towards the original's answers, and masks move: "
            + "they are chosen again by magnitude at every step, as many zeros as before."),
        ("statistics",
            "Channels get the mean and deviation of the original's; BatchNormalizations those of the pruned model. Nothing is trained."),
        ("mask-tuning", "masks are corrected by swaps; weights stay, or are refit where the method changed them."),
    ]);

    /// <summary>Families of parameters that recovery may train.</summary>
    public static readonly ChoiceShape<string> Trained = Words("trained parameters", [
        ("biases", "Biases."),
        ("new-biases", "A bias for every matrix that has none."),
        ("norms", "Scales and biases of normalisations."),
        ("embeddings", "Embeddings."),
        ("head", "The last matrix."),
        ("lora", "Low-rank updates of a model without masks, merged at the end."),
        ("head-lora", "Low-rank updates of the head, where masks left it dense."),
        ("mask-lora", "Low-rank updates under the mask, added."),
        ("scale-lora", "Low-rank factors that multiply the weights."),
        ("weights", "Every weight; of masked ones, what the masks left."),
    ]);

    private static ChoiceShape<string> Words(string title, (string Word, string Docs)[] words) =>
        new(title, [.. words.Select(word => new Choice<string>(word.Word, word.Word, word.Docs))]);
}
