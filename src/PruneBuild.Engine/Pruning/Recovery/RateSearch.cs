namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>
/// Finds what the usual rates are multiplied by: a training begins with each of several, and the one with the smallest loss on held-out
/// data goes on. The usual rates come from two small language models; a third or a ninth of them suits convolutional networks and encoders
/// better, three times as much other language models. How far a rate gets in its first steps tells well enough how far it gets: see
/// README.md of recovery methods.
/// </summary>
internal static class RateSearch
{
    /// <summary>No search needs more trials.</summary>
    public const int MostTrials = 4;

    /// <summary>Between one rate and the next.</summary>
    public const double Ratio = 3;

    /// <summary>A larger rate must gain as much more than the usual one: a little more in the first steps turned into less by the end,
    /// where many parameters were trained; more than that stayed.</summary>
    private const double FasterGain = 13.0 / 12;

    /// <summary>Tries smaller rates as long as each is better than the one before, or none is better than the start; where the usual rate
    /// is better than both the start and a smaller one, a larger one.</summary>
    /// <param name="start">Held-out loss before training.</param>
    /// <param name="run">Begins a training with the usual rates times a factor.</param>
    public static RateTrial Find(double start, Func<double, RateTrial> run)
    {
        var usual = run(1);
        var (best, factor) = (usual, usual.Factor);
        for (var trials = 1; trials < MostTrials; trials++)
        {
            var slower = run(factor /= Ratio);
            if (IsBetter(slower, best))
                best = slower;
            else if (best.Loss < start)
                break;
        }

        if (best != usual || !(usual.Loss < start))
            return best;
        var faster = run(Ratio);
        return start - faster.Loss > FasterGain * (start - usual.Loss) ? faster : usual;
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
