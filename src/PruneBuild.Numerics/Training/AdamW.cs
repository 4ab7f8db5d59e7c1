using System.Numerics;
using System.Runtime.InteropServices;

namespace PruneBuild.Numerics.Training;

/// <summary>Adam with decoupled weight decay, for one tensor. Mutable: it remembers gradients.</summary>
/// <remarks>
/// Loshchilov, Hutter, Decoupled Weight Decay Regularization (ICLR 2019): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// w ← w − η(m̂/(√v̂ + ε) + λw) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ). Element by element, so that vectors of any width give the same bits.
/// </remarks>
/// <param name="count">Elements of the tensor.</param>
/// <param name="options">Settings.</param>
public sealed class AdamW(int count, AdamWOptions? options = null)
{
    private readonly AdamWOptions settings = options ?? new AdamWOptions();
    private readonly float[] first = new float[count];
    private readonly float[] second = new float[count];
    private int steps;

    /// <summary>m: the mean of gradients, one for each element.</summary>
    public ReadOnlySpan<float> First => first;

    /// <summary>v: the mean of their squares.</summary>
    public ReadOnlySpan<float> Second => second;

    /// <summary>Goes on where another one stopped.</summary>
    /// <param name="steps">Steps that it had taken.</param>
    /// <param name="first">Its m.</param>
    /// <param name="second">Its v.</param>
    public void Resume(int steps, ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        this.steps = steps;
        first.CopyTo(this.first);
        second.CopyTo(this.second);
    }

    /// <summary>One step.</summary>
    /// <param name="weights">w; changed.</param>
    /// <param name="gradient">g, as many.</param>
    /// <param name="rate">η.</param>
    public void Step(Span<float> weights, ReadOnlySpan<float> gradient, double rate)
    {
        if (weights.Length != count || gradient.Length != count)
            throw new ArgumentException(
                $"{weights.Length} weights and {gradient.Length} gradients where {count} were expected.", nameof(weights));
        steps++;
        var b1 = (float)settings.FirstDecay;
        var b2 = (float)settings.SecondDecay;
        var scale = (float)(rate / (1 - Math.Pow(settings.FirstDecay, steps)));
        var root = (float)(1 / Math.Sqrt(1 - Math.Pow(settings.SecondDecay, steps)));
        var (epsilon, decay) = ((float)settings.Epsilon, (float)(rate * settings.WeightDecay));
        var w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        var m = MemoryMarshal.Cast<float, Vector<float>>(first.AsSpan());
        var v = MemoryMarshal.Cast<float, Vector<float>>(second.AsSpan());
        for (var i = 0; i < w.Length; i++)
        {
            m[i] = (m[i] * b1) + (g[i] * (1 - b1));
            v[i] = (v[i] * b2) + (g[i] * g[i] * (1 - b2));
            w[i] -= (m[i] * scale / ((Vector.SquareRoot(v[i]) * root) + new Vector<float>(epsilon))) + (w[i] * decay);
        }

        for (var i = w.Length * Vector<float>.Count; i < count; i++)
        {
            first[i] = (first[i] * b1) + (gradient[i] * (1 - b1));
            second[i] = (second[i] * b2) + (gradient[i] * gradient[i] * (1 - b2));
            weights[i] -= (first[i] * scale / ((MathF.Sqrt(second[i]) * root) + epsilon)) + (weights[i] * decay);
        }
    }
}
