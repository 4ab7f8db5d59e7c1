namespace PruneBuild.Engine.Pipeline.Searching;

/// <summary>Searches the largest share whose trial holds, in whole per cents.</summary>
/// <remarks>
/// Halves the bracket between the largest share that held and the smallest that was too much. What is measured on some hundred
/// records is not monotone, and neighbouring sizes are different models: a larger share may hold all the same. So the halving ends
/// early, and the trials that are left go above the largest share that held, to the distances of <see cref="Beyond" />. Whole per
/// cents are what people try by hand.
/// </remarks>
public static class RemovalSearch
{
    /// <summary>Most trials of a search.</summary>
    public const int MostTrials = 8;

    private const int LargestPercent = 95;
    private const int Width = 3;

    // Best of the orders tried on simulated curves: ends within 2 % of the best of all whole per cents in nine of ten.
    private static readonly int[] Beyond = [3, 4, 5, 2, 1, 6];

    /// <summary>Searches.</summary>
    /// <param name="trial">Judges a share, above 0 and at most 0.95.</param>
    /// <returns>Every trial, in order, of which one that is hopeless is the last; the answer is the largest share that holds.</returns>
    public static ValueList<Trial> Run(Func<double, TrialVerdict> trial)
    {
        var trials = new List<Trial>();
        var (low, high) = (0, LargestPercent + 1);
        while (high - low > Width && !IsHopeless())
        {
            var middle = (low + high) / 2;
            (low, high) = Try(middle) is TrialVerdict.TooMuch ? (low, middle) : (middle, high);
        }

        while (trials.Count < MostTrials && !IsHopeless() && Next() is { } next)
            Try(next);
        return trials.ToValueList();

        bool IsHopeless() => trials is [.., { Verdict: TrialVerdict.Hopeless }];

        TrialVerdict Try(int percent)
        {
            var share = percent / 100.0;
            trials.Add(new Trial(share, trial(share)));
            return trials[^1].Verdict;
        }

        int? Next()
        {
            var holding = trials.Where(done => done.Verdict == TrialVerdict.Holds).Select(done => Percent(done.Share)).ToArray();
            var candidates = holding.Length > 0
                ? Beyond.Select(step => holding.Max() + step)
                : Enumerable.Range(low + 1, high - low - 1).Reverse();
            return candidates.Where(percent => percent <= LargestPercent && !trials.Exists(done => Percent(done.Share) == percent))
                .Select(percent => (int?)percent).FirstOrDefault();
        }
    }

    private static int Percent(double share) => (int)Math.Round(share * 100);
}

/// <summary>One trial of a search.</summary>
/// <param name="Share">Share of the FLOPs that was to go.</param>
/// <param name="Verdict">What the gates said.</param>
public sealed record Trial(double Share, TrialVerdict Verdict);
