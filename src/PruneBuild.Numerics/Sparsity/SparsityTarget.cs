namespace PruneBuild.Numerics.Sparsity;

/// <summary>How many weights of a layer become zero.</summary>
public abstract record SparsityTarget
{
    private SparsityTarget()
    {
    }

    /// <summary>The share of zeros that it comes to where sizes are multiples of the pattern.</summary>
    public abstract double Zeros { get; }

    /// <summary>Weights that earlier masks left: all others go first, count, and none comes back. Null where there are none.</summary>
    public WeightMask? Present { get; init; }

    /// <summary>A share of the weights, anywhere in the comparison group.</summary>
    /// <param name="Zeros">0 ≤ share ≤ 1.</param>
    public sealed record Share(double Zeros) : SparsityTarget
    {
        /// <inheritdoc />
        public override double Zeros { get; } = Zeros is >= 0 and <= 1 ? Zeros : throw new ArgumentOutOfRangeException(nameof(Zeros));

        /// <summary>Zeros among so many weights: rounded, halves up, so that the count is exact and known before.</summary>
        public int RemovedOf(int weights) => (int)Math.Round(Zeros * weights, MidpointRounding.AwayFromZero);
    }

    /// <summary>Of each aligned group of <paramref name="Of" /> consecutive features, an output keeps <paramref name="Kept" />.</summary>
    /// <param name="Kept">N: weights that stay (NVIDIA's meaning of 2:4; some published code counts those that go).</param>
    /// <param name="Of">M.</param>
    public sealed record Pattern(int Kept, int Of) : SparsityTarget
    {
        /// <summary>M.</summary>
        public int Of { get; } = Kept >= 0 && Kept <= Of && Of > 0 ? Of : throw new ArgumentOutOfRangeException(nameof(Of));

        /// <inheritdoc />
        public override double Zeros => 1 - ((double)Kept / Of);

        /// <summary>As people write it: <c>2:4</c>.</summary>
        public string Notation => $"{Kept}:{Of}";

        /// <summary>Weights that stay in a group of this size: N, and ⌈N·size/M⌉ in a shorter last group.</summary>
        public int KeptIn(int size) => ((Kept * size) + Of - 1) / Of;

        /// <summary>Features after which groups begin anew: the channels at one element of a convolution's kernel.
        /// Null where all features are one run.</summary>
        public int? Run { get; init; }

        /// <summary>Whether features divide into whole groups: the layouts that hardware takes.</summary>
        public bool Divides(int features) => features % Of == 0;

        /// <summary>Features of the group that begins at one: M, or fewer at the end of a run.</summary>
        /// <param name="start">Where it begins.</param>
        /// <param name="features">How many there are in all.</param>
        public int SizeAt(int start, int features) =>
            Math.Min(Of, Run is { } run ? Math.Min(features - start, run - (start % run)) : features - start);

        /// <summary>The number of the group that a feature is in.</summary>
        public int GroupOf(int feature) => Run is { } run ? (feature / run * ((run + Of - 1) / Of)) + (feature % run / Of) : feature / Of;

        /// <summary>Sizes of all groups, in order.</summary>
        public IEnumerable<int> SizesOf(int features)
        {
            for (var start = 0; start < features; start += SizeAt(start, features))
                yield return SizeAt(start, features);
        }
    }
}
