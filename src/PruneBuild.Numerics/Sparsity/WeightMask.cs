using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Which weights of a layer y = xW stay; the others are zero. Read-only once made.</summary>
/// <remarks>Never inferred from <c>weight != 0</c>: a weight that stays may well be zero, and must stay trainable.</remarks>
public sealed class WeightMask
{
    internal WeightMask(int features, int outputs, bool[] kept)
    {
        (Features, Outputs, Storage) = (features, outputs, kept);
        if (kept.Length != features * outputs)
            throw new ArgumentException($"{kept.Length} flags are no mask of {features}×{outputs}.", nameof(kept));
    }

    /// <summary>d: rows of W.</summary>
    public int Features { get; }

    /// <summary>m: columns of W.</summary>
    public int Outputs { get; }

    /// <summary>Number of weights that stay.</summary>
    public int KeptCount => Storage.AsSpan().Count(true);

    /// <summary>Share of weights that are zero.</summary>
    public double Sparsity => Storage.Length == 0 ? 0 : 1 - ((double)KeptCount / Storage.Length);

    /// <summary>All flags, feature after feature: the order of <see cref="Matrix.Values" /> of W.</summary>
    public ReadOnlySpan<bool> Kept => Storage;

    internal bool[] Storage { get; }

    /// <summary>Whether the weight from a feature to an output stays.</summary>
    public bool this[int feature, int output] => Storage[(feature * Outputs) + output];

    /// <summary>The mask that keeps everything.</summary>
    public static WeightMask All(int features, int outputs) => new(features, outputs, [.. Enumerable.Repeat(true, features * outputs)]);

    /// <summary>A mask of a copy of these flags, feature after feature.</summary>
    public static WeightMask FromRowMajor(int features, int outputs, ReadOnlySpan<bool> kept) => new(features, outputs, kept.ToArray());

    /// <summary>The features that an output keeps, ascending.</summary>
    public int[] KeptOf(int output)
    {
        var kept = new List<int>(Features);
        for (var feature = 0; feature < Features; feature++)
        {
            if (this[feature, output])
                kept.Add(feature);
        }

        return [.. kept];
    }

    /// <summary>What stays in both masks.</summary>
    public WeightMask And(WeightMask other) => new(Features, Outputs, [.. Storage.Zip(other.Storage, (one, two) => one && two)]);

    /// <summary>One where a weight stays, zero elsewhere.</summary>
    public Matrix ToMatrix() => Matrix.Adopt(Features, Outputs, Array.ConvertAll(Storage, kept => kept ? 1.0 : 0.0));

    /// <summary>W with +0 where nothing stays. (A product with a mask of zeros and ones would leave −0 there,
    /// which compresses worse.)</summary>
    public Matrix Apply(Matrix weight)
    {
        if (weight.Rows != Features || weight.Columns != Outputs)
            throw new ArgumentException($"{weight} does not fit a mask of {Features}×{Outputs}.", nameof(weight));
        var result = Matrix.Uninitialised(Features, Outputs);
        for (var i = 0; i < Storage.Length; i++)
            result.Storage[i] = Storage[i] ? weight.Storage[i] : 0.0;
        return result;
    }
}
