namespace PruneBuild.Numerics.Training;

/// <summary>Gradient descent with momentum, for one tensor. Mutable: it remembers gradients.</summary>
/// <remarks>
/// v ← μv + g + λw, w ← w − ηv, v zero at first: Sutskever, Martens, Dahl, Hinton, On the importance of initialization and momentum
/// in deep learning (ICML 2013), with v in the unit of gradients. Under a mask M, g is the gradient at M⊙w, which goes straight
/// through to all of w, and g + λ_M(1 − M)⊙w takes its place: SR-STE (Zhou et al., Learning N:M Fine-grained Structured Sparse Neural
/// Networks From Scratch, ICLR 2021).
/// </remarks>
/// <param name="count">Elements of the tensor.</param>
/// <param name="options">Settings.</param>
public sealed class MomentumSgd(int count, MomentumSgdOptions? options = null)
{
    private readonly MomentumSgdOptions settings = options ?? new MomentumSgdOptions();
    private readonly float[] velocity = new float[count];

    /// <summary>v, one for each element.</summary>
    public ReadOnlySpan<float> Velocity => velocity;

    /// <summary>Goes on where another one stopped.</summary>
    /// <param name="velocity">Its v.</param>
    public void Resume(ReadOnlySpan<float> velocity) => velocity.CopyTo(this.velocity);

    /// <summary>One step.</summary>
    /// <param name="weights">w; changed.</param>
    /// <param name="gradient">g, as many.</param>
    /// <param name="rate">η.</param>
    /// <param name="kept">M; empty when no weight is left out.</param>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double rate, ReadOnlySpan<bool> kept = default)
    {
        if (weights.Length != count || gradient.Length != count || (kept.Length != count && !kept.IsEmpty))
            throw new ArgumentException(
                $"{weights.Length} weights, {gradient.Length} gradients and {kept.Length} flags where {count} were expected.",
                nameof(weights));
        var (momentum, length) = ((float)settings.Momentum, (float)rate);
        var (decay, maskedDecay) = ((float)settings.WeightDecay, (float)(settings.WeightDecay + settings.MaskedDecay));
        for (var i = 0; i < weights.Length; i++)
        {
            var pull = weights[i] * (kept.IsEmpty || kept[i] ? decay : maskedDecay);
            velocity[i] = (velocity[i] * momentum) + (gradient[i] + pull);
            weights[i] -= velocity[i] * length;
        }
    }
}
