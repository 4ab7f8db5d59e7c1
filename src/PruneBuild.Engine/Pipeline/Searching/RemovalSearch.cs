namespace PruneBuild.Engine.Pipeline.Searching;

/// <summary>Searches the largest share whose trial holds.</summary>
/// <remarks>
/// Halves the bracket between the largest share that held and the smallest that was too much, to a width of <see cref="Width" />. What is
/// measured on a few hundred records is not monotone: the trials that are left go just above the bracket, where a larger share may hold all
/// the same, and twice as far after each that does.
/// </remarks>
public static class RemovalSearch
{
    /// <summary>Most trials of a search.</summary>
    public const int MostTrials = 8;

    private const double Largest = 0.95;
    private const double Width = 0.016;
    private const int TrialsToHalve = 6;

    /// <summary>Searches.</summary>
    /// <param name="trial">Judges a share, above 0 and at most 0.95.</param>
    /// <returns>Every trial, in order; the answer is the largest share that holds.</returns>
    public static ValueList<Trial> Run(Func<double, TrialVerdict> trial)
    {
        var trials = new List<Trial>();
        var (low, high) = (0.0, Largest);
        while (trials.Count < TrialsToHalve && high - low > Width)
        {
            var next = Try((low + high) / 2);
            (low, high) = next.Verdict is TrialVerdict.Holds or TrialVerdict.TooLittle ? (next.Share, high) : (low, next.Share);
        }

        var step = Width;
        for (var above = high + step; trials.Count < MostTrials && above < Largest && trials.Any(done => done.Verdict == TrialVerdict.Holds); above += step)
            step *= Try(above).Verdict == TrialVerdict.Holds ? 2 : 1;
        return trials.ToValueList();

        Trial Try(double share)
        {
            // Whole tenths of a per cent: what reports say is what was asked for.
            var rounded = Math.Round(share, 3);
            trials.Add(new Trial(rounded, trial(rounded)));
            return trials[^1];
        }
    }
}

/// <summary>One trial of a search.</summary>
/// <param name="Share">Share of the FLOPs that was to go.</param>
/// <param name="Verdict">What the gates said.</param>
public sealed record Trial(double Share, TrialVerdict Verdict);
