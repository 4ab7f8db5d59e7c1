namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>
/// Finds what the usual rates are multiplied by: a training begins with each of several, and the one with the smallest loss on held-out
/// data goes on. A third or a ninth of the usual rates suits convolutional networks and encoders, three or nine times as much small
/// language models. How far a rate gets in its first steps tells well enough how far it gets: see README.md of recovery methods.
/// </summary>
internal static class RateSearch
{
    /// <summary>No search needs more trials.</summary>
    public const int MostTrials = 4;

    /// <summary>Between one rate and the next.</summary>
    public const double Ratio = 3;

    /// <summary>Towards labels and next tokens, what a larger rate must gain as a multiple of the one before: a little more in the first
    /// steps turned into less by the end, where many parameters learnt the data by heart; more than that stayed.</summary>
    public const double GainByHeart = 13.0 / 12;

    /// <summary>Tries smaller rates as long as each is better than the one before, or none is better than the start; where the usual rate
    /// is better than both the start and a smaller one, larger ones as long as each is better than the one before.</summary>
    /// <param name="start">Held-out loss before training.</param>
    /// <param name="run">Begins a training with the usual rates times a factor.</param>
    /// <param name="rise">What a larger rate must gain, as a multiple of the gain of the one before.</param>
    public static RateTrial Find(double start, Func<double, RateTrial> run, double rise = 1)
    {
        var (best, trials, gains) = (run(1), 1, true);
        while (trials < MostTrials && (gains || !(best.Loss < start)))
            gains = Try(Math.Pow(Ratio, -trials));
        gains = best.Factor == 1;
        while (trials < MostTrials && gains)
            gains = Try(Ratio * best.Factor, rise);
        return best;

        bool Try(double factor, double least = 1)
        {
            var trial = run(factor);
            trials++;
            if (!IsBetter(trial, best) || start - trial.Loss < least * (start - best.Loss))
                return false;
            best = trial;
            return true;
        }
    }

    /// <summary>A loss that is no number is the worst.</summary>
    private static bool IsBetter(RateTrial trial, RateTrial than) =>
        trial.Loss < than.Loss || (double.IsNaN(than.Loss) && !double.IsNaN(trial.Loss));
}

/// <summary>The beginning of a training.</summary>
/// <param name="Factor">What its rates are, as a multiple of the usual ones.</param>
/// <param name="Updates">Its tensors, where the trial left them.</param>
/// <param name="Loss">Of held-out data, with these values.</param>
internal sealed record RateTrial(double Factor, Dictionary<string, TensorUpdate> Updates, double Loss);
